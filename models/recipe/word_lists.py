"""Learn from parallel text which words are names, and which are English, whatever dictionaries of German say.

    python models/recipe/word_lists.py TRAIN      two minutes; TRAIN is the corpus's train.tsv.xz

Writes into audit/languages/de:
    names.txt     Names that German writes as English does: within German sentences, most uses have the same word in the
                  English, and neither language uses it without the capital. Only those that a dictionary knows, too
                  (Peter, Wales, Trump): the names check tells the others by themselves. Not those by which the sense
                  inventory renders a common English word (Tor, Springer).
    english.txt   Words that English writes without a capital and German text next to never does, of those that a German
                  dictionary has as rare nouns or by mistake (police, island, hospital).
"""

import argparse
import re
from collections import Counter
from pathlib import Path

import planting

from audit import senses
from audit.checks.spelling import is_word
from audit.languages.tables import is_known, word_list
from audit.words import tokens

OUT = Path(__file__).parents[2] / "audit" / "languages" / "de"
USES, SAME = 4, 0.75  # uses in German that a name needs, and the share of them with the same word in the English
SMALL = {"de": 0.1, "en": 0.2}  # most uses of a name without the capital, for each with one
MONTHS = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli"} | {"August", "September", "November", "Dezember"}
_NAME = re.compile(r"[A-ZÄÖÜÉ][^\W\d_A-ZÄÖÜ]{2,}")
SHORTEST, ENGLISH, GERMAN = 4, 10, 0.01  # letters of an English word; uses in English; in German for each of them
Rows = list[tuple[str, str, str]]


def names(rows: Rows) -> list[str]:
    """The names of the corpus, in alphabetical order."""
    same: Counter[str] = Counter()
    uses = {"de": Counter[str](), "en": Counter[str]()}
    for english, german, _ in rows:
        there, here = ([token.text for token in tokens(text)] for text in (english, german))
        beside = set(there)
        # The first word has its capital in any case.
        uses["en"].update(there[1:])
        uses["de"].update(here[1:])
        same.update(word for word in here[1:] if word in beside)

    def sure(word: str, count: int) -> bool:
        small = all(uses[one][word.lower()] <= most * uses[one][word] for one, most in SMALL.items())
        return count >= USES and same[word] >= SAME * count and small and word not in MONTHS

    found = {word for word, count in uses["de"].items() if _NAME.fullmatch(word) and sure(word, count)}
    return sorted(word for word in found - _nouns() if is_word(word) or is_known(word.lower(), "en"))


def _nouns() -> set[str]:
    """What the sense inventory renders common English words by, but for what is the same word in English."""
    entries = [entry for own in senses.load("de").values() for entry in own]
    return {german for e in entries for sense in e.senses for german in sense.german if german.lower() != e.english}


def english_words(rows: Rows) -> list[str]:
    """The English words, in alphabetical order."""
    english, german = Counter[str](), Counter[str]()
    for source, target, _ in rows:
        english.update(token.text for token in tokens(source))
        german.update(token.text for token in tokens(target))
    spared = word_list("de", "function_words") | word_list("en", "loanwords") | word_list("en", "function_words")
    plain = (word for word in english if len(word) >= SHORTEST and word.isalpha() and word.islower())
    found = (word for word in plain if english[word] >= ENGLISH and german[word] <= GERMAN * english[word])
    return sorted(word for word in found if word not in spared and _in_both(word))


def _in_both(word: str) -> bool:
    return is_known(word, "en") and (is_known(word, "de") or is_known(word.capitalize(), "de"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    rows = planting.pairs(parser.parse_args().train)
    for file, words, what in (
        ("names.txt", names(rows), "Names that German writes as English does and a dictionary has, too"),
        ("english.txt", english_words(rows), "English words that no German text writes without a capital"),
    ):
        lines = f"# {what}; learned by models/recipe/word_lists.py", *words
        (OUT / file).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        print(f"{file}: {len(words)} words")


if __name__ == "__main__":
    main()
