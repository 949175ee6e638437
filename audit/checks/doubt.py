"""A doubt about the sense of a word, as the two ways of the sense check raise it."""

from dataclasses import dataclass

COMPANY, INVENTORY = "company", "inventory"  # who raised it: audit/checks/sense_company.py, sense_choice.py
TELLING = 2  # words of the company that a doubt names


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that may have the wrong sense, text[start:end].

    heard        the English word that it renders
    better       the rendering (lemma, as it is written) that goes better with the words around
    probability  that the word is wrong, 0-1
    company      words around that speak most for the other rendering
    told_by      COMPANY or INVENTORY
    judged       whether the cross-encoder's judge of senses was heard, too"""

    start: int
    end: int
    heard: str
    better: str
    probability: float
    company: tuple[str, ...]
    told_by: str
    judged: bool = False
