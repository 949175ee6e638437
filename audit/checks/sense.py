"""sense: a word in the wrong sense

What it flags: a German word whose English word has another sense here, which German renders by another word: "Der
Speicher hat bis acht Uhr geöffnet" where the English "store" is a shop.

When it fires, in two ways:
  inventory  The English word stands in the inventory of senses (audit/languages/de/senses), the German word renders one
             sense of it, and the English words around speak for another (audit/checks/sense_choice.py).
  company    Another rendering of the English word, as parallel text has it, goes clearly better with the words around,
             English and German (audit/checks/sense_company.py). It works for words in no table.
Either is heard together with a judge of senses that has read both texts (audit/crossencoder.py).
Where the inventory knows both words it decides alone.

What helps: take the proposed rendering if the reason convinces; where it would need another article or ending, the
message names it and there is no replacement for the span alone.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from audit.checks import sense_choice, sense_company
from audit.checks.doubt import COMPANY, INVENTORY, Doubt
from audit.checks.nouns import letters_of
from audit.checks.sense_company import Knowledge
from audit.checks.trap_wording import inflected
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.senses import Chooser
from audit.words import lemma, tokens

NAME = "sense"
STEM = 4  # letters by which a compound is known
# Probability of a wrong sense from which on it is a finding: with a source, in our own labels, of one right word in 70
# that the inventory knows and a sixth of the wrong ones, and of one in 260 and a twentieth of those that it does not.
SHOWN = {COMPANY: 0.5, INVENTORY: 0.4}
ALONE = {COMPANY: 0.85, INVENTORY: 0.4}  # the same where the judge of senses was not heard
POINTS = 0.6  # of penalty, for a sure doubt


def doubts(text: str, evidence: Evidence, known: Knowledge, chooser: Chooser) -> tuple[Doubt, ...]:
    """What speaks against the sense of words of a German text, by place. evidence may be empty: then the German alone
    decides."""
    chosen = sense_choice.doubts(text, evidence, chooser)
    decided = {doubt.start for doubt in chosen}
    company = _heard(sense_company.doubts(text, evidence, known), text, evidence, chooser)
    others = [doubt for doubt in company if doubt.start not in decided]
    names = {token.text for token in list(tokens(evidence.source))[1:] if token.text[0].isupper()}
    kept = (doubt for doubt in (*chosen, *others) if not _excused(text[doubt.start : doubt.end], doubt.better, names))
    return tuple(sorted(kept, key=lambda doubt: (doubt.start, doubt.told_by, doubt.better)))


def _heard(doubted: Sequence[Doubt], text: str, evidence: Evidence, chooser: Chooser) -> list[Doubt]:
    """Doubts by company with what the cross-encoder's judge of senses says of the words, where it has read them."""
    said, given = sense_choice.strangeness(text, evidence), evidence.source_given
    if not (said and chooser.around):
        return list(doubted)
    return [
        replace(one, probability=chooser.stranger(one.probability, said[one.start], given=given), judged=True)
        for one in doubted
    ]


def _excused(word: str, better: str, names: AbstractSet[str]) -> bool:
    """Whether the word was kept from a name (Labour Party), or is a compound of the better one (Norden, Nordpol)."""
    stem = better.lower().removesuffix("n").removesuffix("e")
    return word in names or (len(stem) >= STEM and len(word) > len(better) and stem in word.lower())


def points(doubted: Sequence[Doubt]) -> float:
    """The penalty points that the doubts that are shown add. Both have something to say of every other noun, and most
    of what they say softly is chance: counted, it made the scores of good segments rank worse. The readers have heard
    most of a wrong word already: with a major error's points for each, scores agree less with people's (WMT22 QE dev:
    Spearman .385 for .379, MLQE-PE test20 .465 for .453), and of pairs with an exchanged sense fewer are in the right
    order (300 of MuCoW's: .83 for .82; without any points .80)."""
    return sum(POINTS * doubt.probability for doubt in shown(doubted))


def shown(doubted: Sequence[Doubt]) -> list[Doubt]:
    """The doubts that are worth a reader's time: those that are sure enough."""
    return [d for d in doubted if d.probability >= (SHOWN if d.judged else ALONE)[d.told_by]]


def check(segment: Segment, doubted: Sequence[Doubt]) -> Iterator[Finding]:
    """The doubts that are worth a reader's time, as findings."""
    for doubt in shown(doubted):
        text = segment.text[doubt.start : doubt.end]
        company = f" with {_listed(doubt.company)}" if doubt.company else ""
        yield found(
            segment.text,
            doubt.start,
            doubt.end,
            category=Category.MISTRANSLATION,
            severity=Severity.MAJOR,
            confidence=round(doubt.probability, 4),
            message=f'"{doubt.heard}" can also be "{doubt.better}", which goes better{company} than "{text}" does.',
            check=NAME,
            suggestion=_wording(text, doubt.better),
            evidence={"heard": doubt.heard, "better": doubt.better, "company": list(doubt.company)},
        )


def _listed(words: Sequence[str]) -> str:
    return " and ".join(f'"{word}"' for word in words)


def _wording(text: str, better: str) -> str | None:
    """The better rendering for exactly the span, in its form; None where article or ending could be wrong then."""
    base = lemma(text, "de")
    if (same := inflected(text, base, better)) is not None:
        return same
    (own, sure), (new, sure_too) = letters_of(text), letters_of(better)
    singular = text.lower() == base and own in ("m", "f", "n")  # a form that can be a plural, too, tells nothing
    return better if singular and sure and sure_too and set(new) & set("mfn") == {own} else None
