"""Learn from parallel text which English words German does not use in lower case (audit/languages/de/english.txt).

    python models/recipe/english_words.py --corpus TRAIN --out audit/languages/de/english.txt      one minute

Dictionaries of German have "police", "island" and "hospital", as rare nouns or by mistake. Listed is what English
writes without a capital and German text next to never does, of the words that such a dictionary knows.
"""

import argparse
from collections import Counter
from pathlib import Path

import planting

from audit.languages.tables import is_known, word_list
from audit.words import tokens

SHORTEST, USES, MOST = 4, 10, 0.01  # letters; uses in English; uses in German for each of them


def english_words(corpus: Path) -> list[str]:
    """The words, in alphabetical order."""
    english, german = Counter[str](), Counter[str]()
    for source, target, *_ in planting.pairs(corpus):
        english.update(token.text for token in tokens(source))
        german.update(token.text for token in tokens(target))
    spared = word_list("de", "function_words") | word_list("en", "loanwords") | word_list("en", "function_words")
    plain = (word for word in english if len(word) >= SHORTEST and word.isalpha() and word.islower())
    found = (word for word in plain if english[word] >= USES and german[word] <= MOST * english[word])
    return sorted(word for word in found if word not in spared and _in_both(word))


def _in_both(word: str) -> bool:
    return is_known(word, "en") and (is_known(word, "de") or is_known(word.capitalize(), "de"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    found = english_words(a.corpus)
    head = "# English words that no German text writes without a capital; learned by models/recipe/english_words.py\n"
    a.out.write_text(head + "".join(f"{word}\n" for word in found), encoding="utf-8")
    print(f"{len(found)} words")


if __name__ == "__main__":
    main()
