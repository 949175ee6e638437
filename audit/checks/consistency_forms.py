"""Where a document uses two forms for one thing (part of the check "consistency")."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from audit.languages.names import distance, folded
from audit.languages.orthography import style
from audit.languages.quotes import quotations
from audit.languages.tables import is_known, toml_table

Place = tuple[int, int, int]  # index of the segment, start, end
Variants = Mapping[str, list[Place]]

_NAME = re.compile(r"\b[A-ZÄÖÜŠŽČĆŁ][^\W\d_]{4,40}\b")
_LONG_NAME = 7  # letters
_WORD = re.compile(r"[^\W\d_]+")


def doublets(texts: Sequence[str]) -> Iterator[tuple[Variants, str]]:
    """Names of one thing that are both used, with the preferred one ("" where the majority counts)."""
    for forms, preferred, pattern in _doublet_patterns():
        variants: dict[str, list[Place]] = defaultdict(list)
        for i, text in enumerate(texts):
            for match in pattern.finditer(text):
                form = next(f for f, stems in forms.items() if match[1].startswith(stems))
                variants[form].append((i, *match.span()))
        if len(variants) > 1:
            yield variants, preferred


@lru_cache(maxsize=1)
def _doublet_patterns() -> tuple[tuple[dict[str, tuple[str, ...]], str, re.Pattern[str]], ...]:
    result = []
    for row in toml_table("de", "doublets")["doublet"]:
        # the name of a form for the reader: its first stem, or the preferred word that begins so
        forms = {_shown(stems[0], row["preferred"]): tuple(stems) for stems in row["forms"]}
        stems = sorted((s for f in row["forms"] for s in f), key=len, reverse=True)
        # abbreviations stand for themselves, stems may go on
        ending = r"(?![\w])" if all(s.isupper() for s in stems) else r"[a-zäöüß]*"
        pattern = re.compile(rf"(?<![\w])({'|'.join(map(re.escape, stems))}){ending}")
        result.append((forms, row["preferred"], pattern))
    return tuple(result)


def _shown(stem: str, preferred: str) -> str:
    if preferred.startswith(stem):
        return preferred
    return {"Weißruss": "Weißrussland", "Nordmazedon": "Nordmazedonien", "Mazedon": "Mazedonien"}.get(stem, stem)


def spellings(texts: Sequence[str]) -> Iterator[Variants]:
    """Names that occur in two transliterations. Only words that no German dictionary has, of five letters or more."""
    places: dict[str, list[Place]] = defaultdict(list)
    for i, text in enumerate(texts):
        for match in _NAME.finditer(text):
            places[match.group()].append((i, *match.span()))
    groups: dict[str, dict[str, list[Place]]] = defaultdict(dict)
    for name, found_at in places.items():
        if not is_known(name, "de") and not is_known(name.lower(), "de") and not name.isupper():
            groups[_key(name)][name] = found_at
    for variants in groups.values():
        bare = _without_genitive(variants)
        if len(bare) > 1 and _transliterations(list(bare)):
            yield bare
    names = {name: found_at for variants in groups.values() for name, found_at in variants.items()}
    for name, found_at in names.items():
        for other in _swapped(name):
            if other in names and name < other and _key(name) != _key(other):
                yield {name: found_at, other: names[other]}


def _swapped(name: str) -> Iterator[str]:
    """A long name with two neighbouring letters in another order ("Kowalczyk", "Kowalzcyk"): not the first nor the last
    ones (Alexander, Alexandre), nor "ie" and "ei" (Wiesner, Weisner), which make other names."""
    if len(name) >= _LONG_NAME:
        for i in range(1, len(name) - 3):
            if name[i] != name[i + 1] and {*name[i : i + 2].lower()} != {"e", "i"}:
                yield name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def _key(name: str) -> str:
    """The key under which transliterations of one name fall together; a genitive -s is no part of it."""
    stem = re.sub(r"(?<=[^\W\d_s]{4})s$", "", name)
    return re.sub(r"(?:ev|ef|ov|of)$", lambda m: m.group()[0] + "v", folded(stem))


def _without_genitive(variants: Mapping[str, list[Place]]) -> dict[str, list[Place]]:
    """Forms joined with their genitives: Tokajews counts for Tokajew."""
    merged: dict[str, list[Place]] = defaultdict(list)
    for form, found_at in variants.items():
        bare = form[:-1] if form.endswith("s") and form[:-1] in variants else form
        merged[bare] += found_at
    stems = {re.sub(r"s$", "", f): f for f in merged}
    return dict(merged) if len(stems) == len(merged) else {f: merged[f] for f in stems.values()}


def _transliterations(forms: list[str]) -> bool:
    """Whether the forms differ as transliterations do (some letters in the middle), not as endings of one German word
    do."""
    a, b = forms[0].lower(), forms[1].lower()
    if a == b or a.startswith(b) or b.startswith(a):
        return False
    return distance(a, b, 6) <= 6 and a[0] in (
        b[0],
        *{"w": "v", "v": "w", "c": "k", "k": "cq", "q": "k", "z": "s", "s": "z", "j": "y", "y": "j"}.get(b[0], ""),
    )


_LONGEST_QUOTATION = 8  # segments
# With its capital inside a sentence; at its beginning "Sie kamen", "Ihre Daten" may speak of others.
_FORMAL = re.compile(r"(?:(?<=[^\W_] )|(?<=[,;] ))(?:Sie|Ihnen|Ihre[mnrs]?|Ihr(?= [A-ZÄÖÜ]))\b")
# "Euer Ehren", "Eure Majestät" go with Sie.
_FAMILIAR = re.compile(r"\b(?:[dD]u|[dD]ich|[dD]ir|[dD]ein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b")
# Requests at the beginning of a sentence. The first form of a verb is the speaker's own without what is worked upon
# ("Öffne Datei …": a program tells what it does); "gib" and its like are requests in any place.
_REQUEST = re.compile(
    r"(?:^(?:[-–•*] |\d{1,2}[.)] )?|(?<=[.!?] ))(?:Bitte )?"
    r"((?:[kK]licke|[wW]ähle|[tT]ippe|[dD]rücke|[öÖ]ffne|[nN]utze|[vV]erwende|[bB]enutze|[bB]eachte|[bB]esuche"
    r"|[äÄ]ndere|[gG]ehe|[zZ]iehe|[fF]üge|[eE]ntferne|[tT]rage|[sS]chließe|[aA]chte|[mM]elde|[sS]peichere)"
    r"(?= (?:die|das|den|der|dem|ein|eine|einen|auf|zu|zum|zur|in|ins|im|unter|alle|bitte|nun|jetzt|dann|hier)\b)"
    r"|(?:[gG]ib|[lL]ies|[nN]imm|[sS]ieh|[hH]ilf|[vV]ergiss)(?= [a-zäöü]))\b(?![^.!?]*(?:…|\.\.))"
)
# What nobody is addressed by.
_SAYING = re.compile(
    r"\b(?:[pP]er|[bB]eim|[zZ]um|[vV]om|(?<!, )[dD]as|[dD]u und) [dD]u\b|\b[wW]ie du mir, so ich dir\b"
    r"|\b[dD]u (?:[lL]iebe[rs]?|[mM]eine|[hH]eilige[rs]?|stille|großer) [A-ZÄÖÜ]|\bmir nichts,? dir nichts\b"
    r"|\b[hH]eute mir, morgen dir\b"
)


def address(texts: Sequence[str]) -> Variants:
    """Places that address the reader with Sie and with du, outside quotations. Whole segments within quotes do not
    count; a quotation that nobody closes ends after a few."""
    variants: dict[str, list[Place]] = defaultdict(list)
    still_quoted = 0  # segments that an open quotation may go on for
    for i, text in enumerate(texts):
        pairs = quotations(text)
        inside, still_quoted = still_quoted > 0, max(0, still_quoted - 1)
        # a quotation may run over several segments: its opening mark has no partner in the first
        loose = sum(text.count(mark) - sum(1 for p in pairs if text[p.start] == mark) for mark in "„»")
        closes = sum(text.count(mark) - sum(1 for p in pairs if text[p.end - 1] == mark) for mark in "“«")
        if closes > 0:
            still_quoted = 0
        elif loose > 0:
            still_quoted = _LONGEST_QUOTATION
        if inside or loose:
            continue
        quoted = bytearray(len(text) + 1)
        for pair in pairs:
            quoted[pair.start : pair.end] = b"\x01" * (pair.end - pair.start)
        for saying in _SAYING.finditer(text):
            quoted[saying.start() : saying.end()] = b"\x01" * (saying.end() - saying.start())
        found = ("Sie", _FORMAL, 0), ("du", _FAMILIAR, 0), ("du", _REQUEST, 1)
        for form, pattern, part in found:
            variants[form] += [(i, *m.span(part)) for m in pattern.finditer(text) if not quoted[m.start(part)]]
    return {form: places for form, places in variants.items() if places}


def quotation_styles(texts: Sequence[str]) -> tuple[Variants, str]:
    """Outer quotations, each by its opening mark, by style, where it is a German one: „“, »«, «»; and the more frequent
    style, "" where there is none. Straight marks and English ones are wrong in any case."""
    variants: dict[str, list[Place]] = defaultdict(list)
    for i, text in enumerate(texts):
        last = 0
        for pair in quotations(text):
            if pair.start < last or pair.style.startswith("single"):
                continue
            last = pair.end
            if pair.style in ("german", "guillemets"):
                style = text[pair.start] + "…" + text[pair.end - 1]
                variants[style].append((i, pair.start, pair.start + 1))
    return variants, max(variants, key=lambda style: (len(variants[style]), -min(variants[style])[0]), default="")


# Ways of writing one kind of number, by the shape of an example.
_NUMBER_STYLES: tuple[dict[str, re.Pattern[str]], ...] = (
    {
        "10.000": re.compile(r"(?<![\w.,:/-])[1-9]\d{1,2}(?:\.\d{3})+(?![\w.:/-]|,\d{3})"),
        "10 000": re.compile(r"(?<![\w.,:/\u00a0-])(?<!\d )[1-9]\d{1,2}(?:[ \u00a0\u202f]000)+(?![\w.:/-])"),
        "10000": re.compile(r"(?<![\w.,:/#-])[1-9]\d{1,3}000(?![\w.:/-])"),
    },
    {"14.30 Uhr": re.compile(r"\b\d{1,2}\.\d\d(?= Uhr\b)"), "14:30 Uhr": re.compile(r"\b\d{1,2}:\d\d(?= Uhr\b)")},
    {"5 Prozent": re.compile(r"\d(?:[ \u00a0])Prozent\b"), "5 %": re.compile(r"\d[ \u00a0\u202f]?%")},
)


def number_styles(texts: Sequence[str]) -> Iterator[Variants]:
    """Thousands, times of day and percentages that are written in more than one way."""
    for styles in _NUMBER_STYLES:
        variants = {
            name: [(i, *match.span()) for i, text in enumerate(texts) for match in pattern.finditer(text)]
            for name, pattern in styles.items()
        }
        yield {name: places for name, places in variants.items() if places}


def spelling_styles(texts: Sequence[str]) -> Iterator[Variants]:
    """Old and new spelling ("daß", "dass"), and German and Swiss ("Straße", "Strasse"), where a text has both."""
    places: dict[str, list[Place]] = defaultdict(list)
    for i, text in enumerate(texts):
        for match in _WORD.finditer(text):
            if match.group().islower() and (kind := style(match.group())):  # names keep their own spelling
                places[kind].append((i, *match.span()))
    for one, two in (("old", "new"), ("eszett", "swiss")):
        yield {_SPELLINGS[kind]: places[kind] for kind in (one, two) if places[kind]}


_SPELLINGS = {"old": "the spelling of before 1996", "new": "today's", "eszett": "ß", "swiss": "the Swiss ss"}

_PART = r"(?:[A-ZÄÖÜ][\w-]{0,60}|für|der|des|und|of|for|the|and)"
_EXPANDED = re.compile(rf"\b({_PART}(?: {_PART}){{0,7}}) \(([A-Z]{{2,8}})\)")


def acronyms(texts: Sequence[str]) -> Iterator[Variants]:
    """Long forms given for one abbreviation, "Internationaler Währungsfonds (IWF)", where there are two different
    ones."""
    long_forms: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for i, text in enumerate(texts):
        for match in _EXPANDED.finditer(text):
            form = _long_form(match[1], match[2])
            if form:
                long_forms[match[2]][form].append((i, match.end(1) - len(form), match.end(1)))
    for variants in long_forms.values():
        if len({_content(form) for form in variants}) > 1:
            yield variants


def _long_form(words: str, acronym: str) -> str:
    """The last words before the bracket that the letters stand for; a single long compound, where the letters are
    another
    language's (Weltgesundheitsorganisation, WHO); "" where the bracket holds something else, such as a party."""
    parts = words.split(" ")
    for i in range(len(parts) - 1, -1, -1):
        if parts[i][0] == acronym[0] and _subsequence(acronym.lower(), "".join(parts[i:]).lower()):
            return " ".join(parts[i:])
    return parts[-1] if len(parts[-1]) >= 12 else ""


def _subsequence(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(c in rest for c in letters)


def _content(form: str) -> tuple[str, ...]:
    """The long form's words without their inflection: "Internationalen Währungsfonds" = "Internationaler
    Währungsfonds"."""
    words = [w.lower() for w in _WORD.findall(form) if w[0].isupper()]
    return tuple(re.sub(r"(?<=.{4})(?:e[nrsm]?|s|n)$", "", w) for w in words)
