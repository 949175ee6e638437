"""German finite verbs: which persons a form can stand for, and the same form in the other number. German only.

Auxiliaries and modals are listed; other verbs are read off simplemma's lemmas and the endings of the conjugation
("lacht" of "lachen": third person; "sprachen" of "sprechen": plural). Participles are no finite forms; forms that are
both ("verehrt", "bekommen") are told apart by ambiguous().
"""

import re
from functools import lru_cache

from audit.checks.agreement import DETERMINERS, word_set
from audit.languages.tables import is_known
from audit.words import lemma

_LISTED = {
    "1": "bin",
    "2": "bist hast wirst kannst musst sollst willst darfst magst weißt",
    "3": "ist hat wird tut hält",
    "13": "sei könne müsse solle wolle dürfe möge wisse schien kann muss muß soll will darf mag weiß habe werde tat "
    "stand war hatte wurde konnte musste sollte wollte durfte mochte möchte wäre hätte würde könnte müsste dürfte ward",
    "p": "schienen tun taten standen sind waren hatten wurden konnten mussten sollten wollten durften mochten möchten "
    "wären hätten würden könnten müssten dürften seien haben werden können müssen sollen wollen dürfen mögen wissen",
}
AUXILIARIES = {word: persons for persons, words in _LISTED.items() for word in words.split()}
_PAIRS = {
    "ist": "sind", "hat": "haben", "wird": "werden", "kann": "können", "muss": "müssen", "muß": "müssen",
    "soll": "sollen", "will": "wollen", "darf": "dürfen", "mag": "mögen", "weiß": "wissen", "sei": "seien",
    "war": "waren", "wurde": "wurden", "tut": "tun", "tat": "taten", "stand": "standen", "hält": "halten",
}  # fmt: skip
COPULAS = word_set(
    "bin bist seid werde wirst ist sind war waren sei seien wäre wären wird werden wurde wurden bleibt bleiben blieb "
    "blieben heißt heißen hieß hießen bildet bilden bildete bildeten"
)
# Before "null", participles alone: verbs in ge- whose past has another vowel ("sie gebaren", "geboren").
_NO_VERBS = ("bitte", "danke", "halt", "geboren", "gelungen", "geronnen", "gewonnen", "gegolten", "null")
_INSEPARABLE = re.compile(
    r"^(?:be|emp|ent|er|ge(?=\w{3,}en$)|miss|ver|zer|über|unter|wider|hinter|durch|um|voll)|ier(?:t|en)$"
)
_IRREGULAR = (("nehm", "nimmt"), ("tret", "tritt"))
_NEEDS_E = re.compile(r"[dt]$|[^aeiouyäöühlmnr][mn]$|ch[mn]$")  # "findet", "atmet", "rechnet"
_CHANGES = (("e", "i"), ("e", "ie"), ("a", "ä"), ("au", "äu"), ("o", "ö"))


@lru_cache(maxsize=50_000)
def persons(form: str) -> str:
    """The persons of a lower-case form: 1 2 3 in the singular, p in the plural; "" where it is no finite verb."""
    if form in AUXILIARIES:
        return AUXILIARIES[form]
    if form.endswith("st") and (form[:-2] in AUXILIARIES or form[:-1] in AUXILIARIES):
        return "2"  # "warst", "musst"
    if not form.isalpha() or not form.islower() or len(form) < 3 or form in DETERMINERS or form in _NO_VERBS:
        return ""
    base = infinitive(form)
    return _of_ending(form, base) if base else ""


@lru_cache(maxsize=50_000)
def infinitive(form: str) -> str:
    """The infinitive of a verb form ("gehört": gehören, though a participle of hören, too); "" for other words."""
    base = lemma(form, "de")
    if form.startswith("ge") and not base.startswith("ge") and _is_verb("ge" + base):
        base = "ge" + base
    return base if is_known(form, "de") and _is_verb(base) else ""


def _of_ending(form: str, base: str) -> str:
    stem = base.removesuffix("en") if base.endswith("en") else base.removesuffix("n")
    if form == base:
        return "p"
    if form.replace("zu", "", 1) == base:  # "einzudämmen"
        return ""
    if form.endswith("end"):  # a participle: "zurückhaltend"
        return ""
    hissing = stem.endswith(("s", "ß", "z", "x"))
    if form.endswith("st") and (not hissing or (form.endswith("est") and not _present(form, stem))):
        return "2"
    if hissing and form.endswith("t") and _present(form, stem):
        return "23"  # "du liest", "er liest"
    if form.endswith("t") and (form == stem + "t" or form == stem + "et" or not form.startswith(stem)):
        # "lacht", "spricht"; a strong past such as "trat", "hielt" serves for ich and er
        return "" if _is_participle(form, base) else "3" if _present(form, stem) else "13"
    if _past_in_en(form, base):
        return "13"
    if form.endswith("en"):  # "sprachen", "sagten"
        return "" if _is_participle(form, base) else "p"
    if form.endswith("e"):
        return "13"
    return "13" if not form.endswith(("n", "m", "r", "d")) or _strong(form, base) else ""


def _present(form: str, stem: str) -> bool:
    """Whether a form in -t is a present tense: the stem with "t", its vowel changed at most as "spricht", "trägt"."""
    return form in (stem + "t", stem + "et") or any(_changed(stem, old, new) + "t" == form for old, new in _CHANGES)


def _changed(stem: str, old: str, new: str) -> str:
    """The stem with the last "e" as "i" and the like; itself where it has none."""
    at = stem.rfind(old)
    return stem[:at] + new + stem[at + len(old) :] if at >= 0 else stem


def _strong(form: str, base: str) -> bool:
    """ "fand" of "finden", "kam" of "kommen": a past that begins like its infinitive."""
    return form[0] == base[0] and form not in (base.removesuffix("en"), base.removesuffix("n"))


def _past_in_en(form: str, base: str) -> bool:
    """ "erschien": a past in the singular whose stem ends as plurals and participles do."""
    return form.endswith("en") and form == _changed(base.removesuffix("en"), "ei", "ie")


def _is_participle(form: str, base: str) -> bool:
    """ "gelacht", "angekommen": ge- that the infinitive has not."""
    at = form.find("ge")
    if at < 0 or at > len(form) - 4:
        return False
    added = base.startswith(form[:at]) and not base.startswith("ge", at)  # "ab-ge-sagt" of "absagen"
    return added or form.count("ge") > base.count("ge")


def ambiguous(form: str) -> bool:
    """Whether a finite form is a participle or an infinitive as well: "verehrt", "bekommen", "lachen", "haben"."""
    if form in AUXILIARIES:
        return form in ("haben", "werden", "können", "müssen", "sollen", "wollen", "dürfen", "mögen", "wissen")
    base = infinitive(form)
    if form == base:
        return True
    weak = form.endswith("ten") and form.removesuffix("en").removesuffix("et").removesuffix("t") + "en" == base
    single = weak or _past_in_en(form, base)
    return bool(_INSEPARABLE.search(base)) and form.endswith(("t", "en")) and not single


@lru_cache(maxsize=20_000)
def _is_verb(base: str) -> bool:
    """Whether a lemma is an infinitive: it has a form in -t or -te of its own, which "offen" and "oben" have not."""
    if not base.endswith("n") or len(base) < 4:
        return False
    stem = base.removesuffix("en") if base.endswith("en") else base.removesuffix("n")
    return any(is_known(stem + end, "de") and lemma(stem + end, "de") == base for end in ("t", "et", "te", "ete"))


def other_number(form: str) -> str | None:
    """A finite form in the other number ("spricht", "sprechen"); None for any other word, and where it is unknown."""
    who = persons(form)
    return in_number(form, plural="p" not in who) if who and who != "2" else None


def in_number(form: str, plural: bool) -> str | None:
    """The third person of the same tense in the singular or plural ("spricht", "sprechen"); None where unknown."""
    if form in AUXILIARIES:
        return _auxiliary(form, plural)
    base = infinitive(form)
    if plural:
        if form.endswith("t") and persons(form) == "3":
            return base
        guess = form + ("n" if form.endswith("e") else "en")
        return guess if persons(guess) == "p" else None
    stem = base.removesuffix("en") if base.endswith("en") else base.removesuffix("n")
    if form == base:
        return _third(stem, base)
    guesses = [form.removesuffix("n"), form.removesuffix("en")]
    if form not in (stem + "ten", stem + "eten"):
        guesses.reverse()
    return next((g for g in guesses if g != form and infinitive(g) == base), None)


def _third(stem: str, base: str) -> str:
    """The third person of the present: "lacht", "findet", "trägt", "hält", "nimmt"."""
    for old, new in _IRREGULAR:
        if stem.endswith(old):
            return stem.removesuffix(old) + new
    changed = (_changed(stem, old, new) for old, new in _CHANGES)
    strong = (each if each.endswith("t") else each + "t" for each in changed if each != stem)
    found = next((form for form in strong if infinitive(form) == base and "3" in persons(form)), None)
    return found or stem + ("et" if _NEEDS_E.search(stem) else "t")


def _auxiliary(form: str, plural: bool) -> str | None:
    if plural:
        return _PAIRS.get(form) or (form + "n" if form.endswith("e") else None)
    back = {many: one for one, many in _PAIRS.items() if one != "muß"}
    return back.get(form) or (form.removesuffix("n") if form.endswith("en") else None)
