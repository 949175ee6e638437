"""German noun phrases in running text. German only.

A phrase is a determiner, up to three adjectives and a capitalised noun, with nothing but spaces (or commas and "und"
between the adjectives) in between; or a preposition, adjectives and a noun. Where a reading as something else is likely
(relative pronoun, name, truncated compound, participle that takes an object), no phrase is yielded: what is not seen
here is never flagged.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from audit.checks.agreement import DETERMINERS, STRONG, cells, ending_of, noun_cells, word_set
from audit.checks.nouns import ADVERBS, IN_E, PARTICIPLE, adjective_stems, is_adjective, letters_of, nouns
from audit.checks.verb_forms import persons
from audit.languages.tables import is_english_alone
from audit.words import Token, adjacent, tokens

_OBJECT_TAKERS = word_set("alt lang hoch hoh breit groß schwer tief entfernt wert")
_PRONOUNS = word_set("der die das dem den welche welcher welches welchem welchen")
_GOVERNORS = word_set(
    "mit von bei aus zu nach seit für gegen durch ohne um in auf an über unter vor zwischen hinter neben wegen trotz "
    "während innerhalb außerhalb statt aufgrund bis ab gegenüber dank laut gemäß samt außer anhand und oder als wie"
)
_ALONE = word_set("einer keiner jeder dieser jener diese dieses jene jeden diesen jenen keinen keine einen ihr sein")
_CLAUSE = word_set(
    "dass daß wenn weil ob obwohl falls da damit wie was wer wo als sobald solange bis indem warum nachdem bevor "
    "sich er sie es man ich wir ihm ihnen denen"
)
_VERBS = word_set(
    "ist war wäre sind sei hat hatte macht kann muss soll will wird würde gibt hilft heißt bedeutet bringt kostet "
    "braucht alles was wer wie"
)
_ARTICLES = ("der", "die", "das", "den", "dem", "des")
_STYLES = word_set("Majestät Gnaden Ehren Exzellenz Eminenz Hochwürden Durchlaucht Hoheit")
_TIMES = ("Anfang", "Mitte", "Ende")  # what is dated stands behind: "die Ende Mai gebauten Häuser"
_AGE = re.compile(r"(?:\d+-?)?\w*jährigen?")
_TOGETHER = word_set("ihm ihr ihnen mir dir uns euch sich einander denen dem")
_OBJECTIVE = cells("m3 f3 n3 p3 m4 f4 n4 p4")
_WHEN = re.compile(r"(?:letzt|nächst|vorig|vergangen|kommend)e[sn]?$")
_SPANS = re.compile(r"(?:tag|woche|monat|jahr|mal|stunde|nacht|wochenende|saison|sommer|winter|herbst|frühling)$", re.I)
# Forms that do not decline, or stand after a preposition as adverbs: "mit weniger Geld", "seit langem Mitglied".
_FIXED = word_set("weniger lauter langem kurzem längerem weitem neuem anderem weiteres")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase. before: the word directly before it, lower case, "" at a clause start; letters: see noun_cells;
    sure: the noun's own entry is well attested (else it was derived from the end of a compound, or is rare)."""

    determiner: Token
    adjectives: tuple[Token, ...]
    noun: Token
    before: str
    letters: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Bare:
    """A phrase without determiner after a preposition, "mit großer Freude"; letters and sure as in Phrase."""

    preposition: Token
    adjectives: tuple[Token, ...]
    noun: Token
    letters: str
    sure: bool


def bare_phrases(text: str, prepositions: Collection[str]) -> Iterator[Bare]:
    """The phrases directly after one of the prepositions that have adjectives but no determiner, in order."""
    words = list(tokens(text))
    for i, word in enumerate(words):
        opens = not i or text[words[i - 1].end : word.start] != " "
        if (word.text.lower() if opens else word.text) in prepositions:  # "mit Samt bezogen" has a noun
            phrase = _bare_at(text, words, i)
            if phrase:
                yield phrase


def _bare_at(text: str, words: list[Token], i: int) -> Bare | None:
    if words[i].text == "aus" and _behind_its_noun(words, i):
        return None
    j = i + 1
    while j < len(words) and j <= i + 4 and adjacent(text, words[j - 1], words[j]):
        word = words[j].text
        if not is_adjective(word) or word in _FIXED or _is_adverbial(text, words, j):
            break
        j += 1
    if j == i + 1 or j >= len(words) or not adjacent(text, words[j - 1], words[j]):
        return None
    letters, sure = letters_of(words[j].text)
    if not letters or letters == "g" or unlike_noun(text, words[j]) or _followed_by_more(text, words, j):
        return None  # "g": "Trikots" is a genitive or, without determiner sooner, a plural that the table has not
    return Bare(words[i], tuple(words[i + 1 : j]), words[j], letters, sure)


def phrases(text: str) -> Iterator[Phrase]:
    """The noun phrases of a text that can be judged, in order. Linear in its length."""
    words = list(tokens(text))
    for i, word in enumerate(words):
        if word.text.lower() in DETERMINERS and (word.text.islower() or word.text.istitle()):
            phrase = _phrase_at(text, words, i)
            if phrase:
                yield phrase


def _phrase_at(text: str, words: list[Token], i: int) -> Phrase | None:
    adjectives: list[Token] = []
    j, pending = i + 1, False  # pending: an adverb or "und" has been passed and wants an adjective after it
    while j < len(words) and j <= i + 6:
        gap = text[words[j - 1].end : words[j].start]
        word = words[j].text
        if gap != " " and not (gap == ", " and adjectives):
            return None
        if is_adjective(word) and not ((word.endswith("er") or word in IN_E) and _is_adverbial(text, words, j)):
            adjectives.append(words[j])
            pending = False
        elif _passed(word, bool(adjectives)):
            pending = True
        else:
            break
        j += 1
    if j >= len(words) or pending or len(adjectives) > 3 or (gap == ", "):
        return None
    letters, sure = letters_of(words[j].text)
    if not letters or _unsafe(text, words, i, j, bool(adjectives)):
        return None
    before = words[i - 1].text if i and adjacent(text, words[i - 1], words[i]) else ""
    if i == 1 or (before and text[words[i - 2].end : words[i - 1].start] != " "):
        before = before.lower()  # but "Vielen Dank mein Freund" has a noun
    return Phrase(words[i], tuple(adjectives), words[j], before, letters, sure)


def _passed(word: str, adjectives: bool) -> bool:
    """Whether a word may stand before an adjective without an ending of its own: adverbs, comparatives, "und"."""
    if word in ("und", "oder", "aber"):
        return adjectives
    return word in ADVERBS or word in IN_E or word in adjective_stems() or (word.endswith("er") and is_adjective(word))


def _only_plural(noun: str) -> bool:
    letters = letters_of(noun)[0]
    return "p" in letters and "n" not in letters


def _is_adverbial(text: str, words: list[Token], j: int) -> bool:
    """Whether a word in -er before another adjective is a comparative in adverbial use: "die länger dauernde Reise";
    or one that ends in -e by itself: "ein leise gesprochenes Wort"."""
    if j + 1 >= len(words) or not adjacent(text, words[j], words[j + 1]):
        return False
    following = words[j + 1].text
    return is_adjective(following) and ending_of(following) != ("e" if words[j].text in IN_E else "er")


def _unsafe(text: str, words: list[Token], i: int, j: int, adjectives: bool) -> bool:
    """Whether the words i..j are likely something else than determiner … noun of one phrase."""
    determiner = words[i].text.lower()
    before = words[i - 1].text.lower() if i else ""
    gap = text[words[i - 1].end : words[i].start] if i else ""
    further = text[words[i - 2].end : words[i - 1].start] if i > 1 else ""
    if determiner in _PRONOUNS and ("," in gap or ("," in further and before in _GOVERNORS)):
        return True  # relative pronoun: "…, die Hilfe brauchen", "…, mit denen", "…, auf die Menschen warten"
    if not adjectives and determiner in _ALONE and before in _CLAUSE | _VERBS:
        return True  # pronoun: "wenn jeder Geld hat"
    if not adjectives and determiner == "das" and (before in _VERBS or _only_plural(words[j].text)):
        return True  # pronoun: "dass das Menschen hilft", "ist das Kunst"
    if determiner in _ARTICLES and words[i].text[0].isupper() and gap == " " and before and words[i - 1].text.islower():
        return True  # a name: "bei Den Haag", "in Der Spiegel"
    if (before == "vor" and i > 1 and words[i - 2].text == "wie") or (
        determiner == "euer" and words[j].text in _STYLES
    ):
        return True  # "nach wie vor ein Problem"; "Euer Majestät"
    if before.startswith("ein") and determiner.startswith(("jed", "solch")):
        return True  # "die Pflicht einer jeden Stadt"
    if adjectives and _stands_alone(words, i, j):
        return True
    if before in ("vom", "zum", "im", "am", "beim"):
        return True  # "vom einen Ort zum anderen"
    if determiner == "am" and words[i + 1].text.endswith("sten"):
        return True  # superlative adverb: "das am weitesten verbreitete Format"
    if determiner == "ihr" and (not adjectives or persons(before)):
        return True  # pronoun: "ich gab ihr Blumen", "seid ihr guter Laune"
    if before == "für" and determiner.startswith("ein") and any(word.text.lower() == "was" for word in words[:i]):
        return True  # "was für ein Mensch"
    if before == "gegenüber" and i > 1 and words[i - 2].text in _TOGETHER:
        return True  # "als sie ihm gegenüber diese Sorgen äußerten"
    if before in DETERMINERS and (determiner.startswith("ein") or determiner == "ihr"):
        return True  # "auf der einen Seite", "aus den ihr eigenen Kräften"
    if determiner == "ihr" and before in _GOVERNORS:
        return True  # "von ihr gemachte Bilder"
    if before == "aus" and _behind_its_noun(words, i - 1):
        return True
    if i > 1 and (words[i - 2].text.lower(), before) == ("bis", "zu"):
        return True  # "bis zu ein Drittel der Leute": a measure in any case
    return unlike_noun(text, words[j]) or _followed_by_more(text, words, j)


def _stands_alone(words: list[Token], i: int, j: int) -> bool:
    """Whether the determiner i is a pronoun before a phrase of its own: in the genitive ("die älterer Häuser"), or one
    that says when ("die letztes Jahr gebaut wurden"); or stands with a person's age for that person."""
    if words[i].text.lower() not in _PRONOUNS:
        return False
    if j > i + 2 and _AGE.fullmatch(words[i + 1].text) and is_adjective(words[i + 2].text):
        # "erhielt der 74-jährige volle Unterstützung": the noun is the object, and its adjectives go with it.
        own = [STRONG[ending_of(word.text)] for word in words[i + 2 : j] if is_adjective(word.text)]
        return bool(frozenset.intersection(noun_cells(words[j].text, letters_of(words[j].text)[0]), _OBJECTIVE, *own))
    endings = {ending_of(word.text) for word in words[i + 1 : j] if is_adjective(word.text)}
    if endings == {"er"} and "p" in letters_of(words[j].text)[0]:
        return words[i].text.lower() != "der"
    return endings <= {"es", "e"} and bool(_WHEN.match(words[j - 1].text) and _SPANS.search(words[j].text))


def _behind_its_noun(words: list[Token], i: int) -> bool:
    """Whether the "aus" at i is the second half of "von … aus": "Von dort aus führte der Weg in die Stadt"."""
    return not {"von", "vom"}.isdisjoint(word.text.lower() for word in words[max(0, i - 7) : i])


def behind_adjectives(text: str, words: Sequence[Token], i: int) -> int | None:
    """Index of the word behind the adjectives, three at most, that follow word i, where it stands next to them."""
    j = i + 1
    while j < len(words) and j <= i + 3 and adjacent(text, words[j - 1], words[j]) and is_adjective(words[j].text):
        j += 1
    return j if j < len(words) and adjacent(text, words[j - 1], words[j]) else None


def unlike_noun(text: str, word: Token) -> bool:
    """Whether a capitalised word is not all of a noun: truncated compounds, "Lehrer:innen", "Ende-zu-Ende", those that
    a tokeniser has cut ("der Stadt - Seite"), and abbreviations before a number, whose gender is another word's ("des
    Art. 6" is "des Artikels 6")."""
    return re.match(r"[-–*:_/('’&]\S|-|\s-\s[A-ZÄÖÜ]|\.\s\d", text[word.end : word.end + 4]) is not None


def _followed_by_more(text: str, words: list[Token], j: int) -> bool:
    """Names and attributes that go on after the noun: "das Berliner Schloss", "ein Vertrauen genießender Politiker"."""
    if j + 1 >= len(words) or not adjacent(text, words[j], words[j + 1]):
        return False
    noun, after = words[j].text, words[j + 1].text
    if after[0].isdigit():
        return noun in _TIMES
    if noun in _TIMES and (after in ("des", "der") or _WHEN.match(after) or re.match("diese[sr]", after)):
        return True  # "eine Anfang des Monats erschienene Kolumne"
    if after[0].isupper():
        name = j + 2 < len(words) and words[j + 2].text[0].isupper() and adjacent(text, words[j + 1], words[j + 2])
        known = name or letters_of(after)[0] or after.lower() in DETERMINERS or after.isupper()
        known = known or is_english_alone(after.lower())  # the first of an English name or term
        return noun.endswith("er") or bool(known) or nouns().get(noun, ("", 0))[1] < 30 or noun in _TIMES
    if after in ("for", "of", "the", "and") or is_english_alone(after.lower()):
        return True
    stem = after[: len(after) - len(ending_of(after))]
    if is_adjective(after) and (PARTICIPLE.search(stem) or stem in _OBJECT_TAKERS) and j + 2 < len(words):
        return words[j + 2].text[0].isupper() or is_adjective(words[j + 2].text)
    return False
