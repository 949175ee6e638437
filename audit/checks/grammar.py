"""German grammar without a source: agreement in noun phrases, person of the verb, order of clauses. German only.

Agreement: determiner, adjectives and noun must share a gender, case and number (tables in agreement.py, genders learned
from parallel text, languages/de/noun_gender.tsv). "ein russischer Friedenstruppe" has no such reading. A preposition
rules cases out ("mit", "für", "auf"), and so does an imperative ("drücken Sie der Knopf"). Nouns after a number: see
counted.py; two articles: articles.py; verb rules: verb_rules.py. The language model has the last word where it was
asked (probes): it can confirm a doubtful finding or let go of one. For any other language than German the check must
not be called; it knows only German words and stays silent on others.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audit.checks.agreement import (
    AFTER,
    ALL,
    CASES,
    DETERMINERS,
    FAMILY,
    STRONG,
    Cells,
    cells,
    determiner_at,
    ending_at,
    ending_of,
    noun_cells,
)
from audit.checks.articles import Doubled, doubled
from audit.checks.clauses import CONTRACTED
from audit.checks.counted import Counted, miscounted
from audit.checks.noun_phrases import Bare, Phrase, bare_phrases, phrases
from audit.checks.nouns import SEEN, has_bare_genitive, has_old_dative, is_weak, nouns
from audit.checks.verb_forms import AUXILIARIES, persons
from audit.checks.verb_rules import verb_doubts
from audit.document import Segment
from audit.evidence import Answer, Evidence, Probe
from audit.finding import Category, Finding, Severity, found
from audit.languages.tables import is_known
from audit.words import Token, tokens

CHECK = "grammar"
LEAST = 0.35  # findings below this confidence are not worth a reader's time
_FORMS: Mapping[str, str] = {"g": "a genitive", "d": "a dative plural", "w": "not a nominative"}
GENDERS: Mapping[str, str] = {"m": "masculine", "f": "feminine", "n": "neuter", "p": "plural"}
_PLURAL = cells("p1234")
_GENITIVE = cells("m2 f2 n2 p2")
_OLD_DATIVE = cells("m3 n3")
_DATIVE, _ACCUSATIVE = cells("m3 f3 n3 p3"), cells("m4 f4 n4 p4")
PREPOSITIONS: Mapping[str, Cells] = (
    dict.fromkeys(("mit", "von", "bei", "aus", "zu", "gegenüber", "gemäß", "samt", "mitsamt", "nebst"), _DATIVE)
    | dict.fromkeys(("für", "gegen", "durch", "ohne"), _ACCUSATIVE)
    | dict.fromkeys(("wegen", "trotz", "dank", "aufgrund", "mithilfe", "angesichts"), _DATIVE | _GENITIVE)
    | dict.fromkeys(("innerhalb", "infolge", "anhand", "anlässlich", "bezüglich", "hinsichtlich", "zwecks"), _GENITIVE)
    # also conjunctions or placed behind their noun: only the genitive is surely wrong after them
    | dict.fromkeys(("seit", "nach", "außer", "entsprechend", "entgegen"), ALL - _GENITIVE)
    | dict.fromkeys(("in", "auf", "an", "über", "unter", "vor", "zwischen", "hinter"), _DATIVE | _ACCUSATIVE)
)
# Left out: adverbs before an adjective ("das zu lesende Buch", "entsprechend großes Glück"), "ihm gegenüber".
_BEFORE_BARE = {word for word, governed in PREPOSITIONS.items() if governed != _GENITIVE}
_BEFORE_BARE -= {"zu", "entsprechend", "gegenüber"}
_PREFERENCE = {"1": 0.03, "4": 0.02, "3": 0.01, "2": 0.0}
_NEXT = re.compile(r" ([A-ZÄÖÜ]\w+)")
# "Wählen Sie", "und drücken Sie": what follows at once is no subject. Verbs that equate take a nominative.
_IMPERATIVE = re.compile(
    r"(?:(?:^|[.!?:;,„(]\s?)(?:Bitte |bitte )?|\b(?:und|oder|dann) )([A-ZÄÖÜa-zäöü][a-zäöüß]{1,30}n) Sie $"
)
_EQUATING = frozenset({"bleiben", "blieben", "heißen", "hießen", "scheinen", "schienen", "wurden", "würden", "dünken"})
_ATTESTED = 0.6  # for a gender or number that text has shown of the form


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that looks wrong: the span, the right wording (or None), why, and how sure the rule is (0-1)."""

    start: int
    end: int
    suggestion: str | None
    message: str
    rule: str
    severity: Severity
    confidence: float


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """Findings on a German segment, in the order of the text. Evidence may be empty; only its answers are read."""
    answers = {answer.probe: answer for answer in evidence.answers}
    for doubt in _doubts(segment):
        answer = answers.get(_probe(doubt)) if doubt.suggestion else None
        confidence = _confirmed(doubt.confidence, answer)
        if confidence < LEAST:
            continue
        yield found(
            segment.text,
            doubt.start,
            doubt.end,
            category=Category.GRAMMAR,
            severity=doubt.severity,
            confidence=round(confidence, 2),
            message=doubt.message,
            check=CHECK,
            suggestion=doubt.suggestion,
            evidence={"rule": doubt.rule} | ({"gain": round(answer.alone, 2)} if answer else {}),
        )


def probes(segment: Segment) -> tuple[Probe, ...]:
    """One question per doubt that has a correction, doubts too weak for a finding of their own included."""
    return tuple(_probe(doubt) for doubt in _doubts(segment) if doubt.suggestion)


def _probe(doubt: Doubt) -> Probe:
    return Probe(doubt.start, doubt.end, doubt.suggestion or "")


def _confirmed(confidence: float, answer: Answer | None) -> float:
    """A rule's confidence after the language model's answer (nats gained by the correction). A weak language model is
    wrong by two nats about one true error in fifteen, so a sure rule gives way to a very clear answer only."""
    if answer is None:
        return confidence
    if answer.alone > 1.0:
        return min(0.95, confidence + (0.3 if answer.alone > 3.0 else 0.15))
    if answer.alone < -2.0:
        return confidence - (0.6 if answer.alone < -6.0 else 0.3)
    return confidence - (0.15 if answer.alone < 0.0 else 0.0)


def agrees(text: str, start: int, end: int) -> bool:
    """Whether the noun phrases that share a word with text[start:end] agree, as far as the tables tell."""
    near = (p for p in phrases(text) if p.determiner.start < end and p.noun.end > start)
    return not any(_disagreement(text, phrase) for phrase in near)


def _doubts(segment: Segment) -> list[Doubt]:
    said = frozenset(token.text.lower() for token in tokens(segment.source or ""))
    agreement = [
        doubt
        for phrase in phrases(segment.text)
        if not _borrowed(segment.text, phrase.noun, said) and (doubt := _disagreement(segment.text, phrase))
    ]
    agreement += [
        doubt
        for bare in bare_phrases(segment.text, _BEFORE_BARE)
        if not _borrowed(segment.text, bare.noun, said) and (doubt := _weak_ending(segment.text, bare))
    ]
    words = list(tokens(segment.text))
    agreement += [_in_the_singular(segment.text, counted) for counted in miscounted(segment.text, words)]
    agreement += [_two_articles(segment.text, pair) for pair in doubled(segment.text, words)]
    order = [
        Doubt(d.start, d.end, d.suggestion, d.message, d.rule, Severity(d.severity), d.confidence)
        for d in verb_doubts(segment)
    ]
    kept: list[Doubt] = []
    for doubt in sorted(agreement + order, key=lambda d: (d.start, d.end)):  # of two in one place the surer one
        if not kept or doubt.start >= kept[-1].end:
            kept.append(doubt)
        elif doubt.confidence > kept[-1].confidence:
            kept[-1] = doubt
    return kept


def _borrowed(text: str, noun: Token, said: frozenset[str]) -> bool:
    """Whether a noun is a word of the source that German seldom has: a loan whose gender people do not agree on ("die
    zweiten Innings"), or the first of a name ("der Sport Editors"). said: the source's words in lower case."""
    if noun.text.lower() not in said:
        return False
    following = _NEXT.match(text, noun.end)
    named = following is not None and following[1].lower() in said
    return named or nouns().get(noun.text, ("", 0))[1] < SEEN


def _disagreement(text: str, phrase: Phrase) -> Doubt | None:
    """The doubt that a noun phrase leaves, or None where its words agree."""
    determiner = phrase.determiner.text.lower()
    family = FAMILY[determiner]
    noun = noun_cells(phrase.noun.text, phrase.letters)
    if weak := is_weak(phrase.noun.text):
        noun = cells("m1")
    if DETERMINERS[determiner] == _OLD_DATIVE and has_old_dative(phrase.noun.text):
        noun |= _OLD_DATIVE  # "im Jahre", "zum Wohle", "in diesem Sinne"
    if "2" in {cell[1] for cell in DETERMINERS[determiner]} and has_bare_genitive(phrase.noun.text):
        noun |= {letter + "2" for letter in phrase.letters if letter in "mn"}
    words = DETERMINERS[determiner]
    for adjective in phrase.adjectives:
        words &= AFTER[family][ending_of(adjective.text)]
    governed = None if determiner in CONTRACTED else PREPOSITIONS.get(phrase.before)
    if words & noun and (governed is None or words & noun & governed):
        return _nominative_object(text, phrase, words & noun, noun)
    span = text[phrase.determiner.start : phrase.noun.end]
    if weak and words & cells("m234"):
        message = f'"{phrase.noun.text}" is not a nominative here: it takes -en.'
        return Doubt(phrase.determiner.start, phrase.noun.end, f"{span}en", message, "agreement", Severity.MAJOR, 0.7)
    first = span[: len(span) - len(phrase.noun.text)].rstrip()
    confidence = 0.8 if phrase.sure else 0.6
    if not words:
        message, rule = f'The endings of "{first}" do not go together.', "endings"
    elif words & noun and governed:
        cases = " or ".join(CASES[c] for c in sorted({cell[1] for cell in governed}))
        message, rule = f'"{phrase.before}" takes the {cases}, but "{span}" has another case.', "preposition"
        confidence -= 0.1
    else:
        message, rule = f'"{first}" and "{phrase.noun.text}" do not agree: {_described(phrase)}.', "agreement"
    if words & noun and governed:  # the words agree: gender and number stay, the case changes
        same = {cell[0] for cell in words & noun}
        wanted = _DATIVE if governed == ALL - _GENITIVE else governed  # "seit" and its like take no other case
        suggestion = _corrected(text, phrase, frozenset(c for c in noun & wanted if c[0] in same))
    else:
        suggestion = _other_form(text, phrase, words, governed) or _corrected(text, phrase, noun & (governed or ALL))
    if governed == _GENITIVE and not words & noun & cells("f14 p134"):
        suggestion = None  # "bezüglich dem Vertrauen": the noun would change, too
    return Doubt(phrase.determiner.start, phrase.noun.end, suggestion, message, rule, Severity.MAJOR, confidence)


def _nominative_object(text: str, phrase: Phrase, read: Cells, noun: Cells) -> Doubt | None:
    """The doubt that a nominative leaves where only an object can stand: "Wählen Sie der neue Ordner". read: the cells
    in which the phrase agrees."""
    start = phrase.determiner.start
    if phrase.before != "Sie" or any(cell[1] != "1" for cell in read):
        return None
    imperative = _IMPERATIVE.search(text[max(0, start - 60) : start])
    verb = imperative[1].lower() if imperative else ""
    if verb in AUXILIARIES or verb in _EQUATING or "p" not in persons(verb):
        return None
    span = text[start : phrase.noun.end]
    weak = phrase.noun.text.endswith("e")  # "Kunde", "Name": the noun changes, too
    suggestion = None if weak else _corrected(text, phrase, frozenset(cell[0] + "4" for cell in read) & noun)
    message = f'"{span}" is a nominative, but "{verb} Sie" takes an object.'
    return Doubt(start, phrase.noun.end, suggestion, message, "object", Severity.MAJOR, 0.8 if phrase.sure else 0.6)


def _in_the_singular(text: str, counted: Counted) -> Doubt:
    """The doubt that a noun in the singular after a number leaves."""
    message = f'"{text[counted.start : counted.end]}" counts more than one: the noun belongs in the plural.'
    return Doubt(counted.start, counted.end, counted.correction, message, "count", Severity.MAJOR, 0.8)


def _two_articles(text: str, pair: Doubled) -> Doubt:
    """The doubt that an article after another leaves."""
    message = f'"{text[pair.start : pair.end]}" has two articles where one belongs.'
    return Doubt(pair.start, pair.end, pair.correction, message, "articles", Severity.MINOR, 0.8)


def _weak_ending(text: str, phrase: Bare) -> Doubt | None:
    """The doubt that a phrase without determiner leaves: "mit großen Freude". The proposal is the one ending with which
    the noun fits the preposition, where there is one only."""
    governed = PREPOSITIONS[phrase.preposition.text.lower()]
    noun = noun_cells(phrase.noun.text, phrase.letters)
    if has_old_dative(phrase.noun.text):
        noun |= _OLD_DATIVE
    endings = [ending_of(adjective.text) for adjective in phrase.adjectives]
    if frozenset.intersection(governed & noun, *(STRONG[ending] for ending in endings)):
        return None
    span = text[phrase.preposition.start : phrase.noun.end]
    fitting = [ending for ending in STRONG if STRONG[ending] & governed & noun]
    suggestion = (
        _worded(text, phrase.preposition, phrase, phrase.preposition.text, fitting[0]) if len(fitting) == 1 else None
    )
    message = f'In "{span}", adjective and noun do not agree in the case that "{phrase.preposition.text}" takes.'
    confidence = 0.7 if phrase.sure else 0.5
    return Doubt(
        phrase.preposition.start, phrase.noun.end, suggestion, message, "preposition", Severity.MAJOR, confidence
    )


def _described(phrase: Phrase) -> str:
    word, letters = phrase.noun.text, phrase.letters
    named = [GENDERS[c] for c in letters if c in GENDERS] or [_FORMS[c] for c in letters]
    return f'"{word}" is {" or ".join(named)}'


def _other_form(text: str, phrase: Phrase, words: Cells, governed: Cells | None) -> str | None:
    """The phrase with its noun in another case, where that is what does not fit: the genitive without its -s ("des
    Wagen"), the dative plural without its -n ("mit den Dächer") or with it where none belongs ("die Dächern"); None
    else."""
    span, noun, letters = text[phrase.determiner.start : phrase.noun.end], phrase.noun.text, set(phrase.letters)
    shown = nouns().get(noun, (phrase.letters,))[0]
    if words and words <= cells("m2 n2") and set(shown) & set("mn") and (governed is None or governed & _GENITIVE):
        form = next((noun + ending for ending in ("s", "es") if is_known(noun + ending, "de")), None)
        return span + form.removeprefix(noun) if form else None
    if governed and words & governed == {"p3"} and "p" in letters and not letters & set("mn"):
        return f"{span}n" if noun.endswith(("e", "er", "el")) else None
    plain = "d" in letters and letters <= set("dn") and phrase.before not in DETERMINERS
    if plain and words & (governed or ALL) & noun_cells(noun[:-1], "p"):
        return span[:-1]
    return None


def _corrected(text: str, phrase: Phrase, noun: Cells) -> str | None:
    """The phrase in the reading of its noun that changes least, and that keeps the case most words point to; of two
    such the one that text has shown ("die Quellen") before one that is merely possible ("das Quellen")."""
    determiner = phrase.determiner.text
    family = FAMILY[determiner.lower()]
    shown = nouns().get(phrase.noun.text, ("", 0))[0]
    if "n" not in shown and set(phrase.letters) & set("dp") and phrase.noun.text.endswith("n"):
        noun = frozenset(cell for cell in noun if cell[0] != "n")  # an infinitive at best: "das Stufen"
    if phrase.letters == "gp":
        noun = frozenset(cell for cell in noun if cell[0] == "p") if DETERMINERS[determiner.lower()] & _PLURAL else noun
    best: tuple[float, str] | None = None
    for cell in sorted(noun):
        form = determiner_at(family, cell)
        if form is None:
            continue
        pointed = [DETERMINERS[determiner.lower()]]
        pointed += [AFTER[family][ending_of(adjective.text)] for adjective in phrase.adjectives]
        score = sum(1.0 if cell in there else 0.5 * _same_case(cell, there) for there in pointed)
        score += (0.4 if phrase.before == "" and cell[1] in "14" else 0.0) + _PREFERENCE[cell[1]]
        score += _ATTESTED * (cell[0] in shown)
        wording = _worded(text, phrase.determiner, phrase, form, ending_at(family, cell))
        if best is None or score > best[0]:
            best = (score, wording)
    return best[1] if best and best[1] != text[phrase.determiner.start : phrase.noun.end] else None


def _same_case(cell: str, there: Cells) -> bool:
    """Whether a word points to the case of a cell, in the same number, though to another gender."""
    return any(other[1] == cell[1] and (other[0] == "p") == (cell[0] == "p") for other in there)


def _worded(text: str, opening: Token, phrase: Phrase | Bare, form: str, ending: str) -> str:
    """The phrase with another form of its opening word, and another adjective ending; all between the words stays as it
    is."""
    if opening.text[0].isupper():
        form = form[0].upper() + form[1:]
    parts, at = [form], opening.end
    for adjective in phrase.adjectives:
        stem = adjective.text.removesuffix(ending_of(adjective.text))
        parts += [text[at : adjective.start], stem + ending]
        at = adjective.end
    return "".join([*parts, text[at : phrase.noun.end]])
