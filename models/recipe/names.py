"""Learn from parallel text which German words are names that English writes the same (audit/languages/de/names.txt).

    python models/recipe/names.py --corpus TRAIN --out audit/languages/de/names.txt      one minute

A name has a capital on both sides: within German sentences, most of its uses have the same word in the English, and
neither language uses it without the capital. Only what a dictionary knows too is kept (Peter, Wales, Trump): the names
check tells the others by themselves.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

import planting

from audit.checks.spelling import is_word
from audit.languages.tables import is_known
from audit.words import tokens

USES, SAME = 4, 0.75  # uses in German that a name needs, and the share of them with the same word in the English
SMALL = {"de": 0.1, "en": 0.2}  # most uses without the capital, for each with one
MONTHS = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli"} | {"August", "September", "November", "Dezember"}
_NAME = re.compile(r"[A-ZÄÖÜÉ][^\W\d_A-ZÄÖÜ]{2,}")


def names(corpus: Path) -> list[str]:
    """The names of the corpus, in alphabetical order."""
    same: Counter[str] = Counter()
    uses = {"de": Counter[str](), "en": Counter[str]()}
    for english, german, *_ in planting.pairs(corpus):
        beside = {token.text for token in tokens(english)}
        for language, text in (("de", german), ("en", english)):
            # The first word has its capital in any case.
            uses[language].update(token.text for token in list(tokens(text))[1:])
        same.update(token.text for token in list(tokens(german))[1:] if token.text in beside)

    def sure(word: str, count: int) -> bool:
        small = all(uses[one][word.lower()] <= most * uses[one][word] for one, most in SMALL.items())
        return count >= USES and same[word] >= SAME * count and small and word not in MONTHS

    found = (word for word, count in uses["de"].items() if _NAME.fullmatch(word) and sure(word, count))
    return sorted(word for word in found if is_word(word) or is_known(word.lower(), "en"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    found = names(a.corpus)
    head = "# Names that German writes as English does and a dictionary has, too; learned by models/recipe/names.py\n"
    a.out.write_text(head + "".join(f"{name}\n" for name in found), encoding="utf-8")
    print(f"{len(found)} names")


if __name__ == "__main__":
    main()
