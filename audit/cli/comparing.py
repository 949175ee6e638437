"""What `compare` is given: a source and its translations, in whichever files they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.errors import AuditError
from audit.formats.common import name_of

if TYPE_CHECKING:
    from audit.document import Document
    from audit.pipeline import Auditor


@dataclass(frozen=True, slots=True)
class Given:
    """What there is to compare.

    documents   vendor -> document; their units are parallel
    references  each unit's reference, None for none
    source      name of the file that holds the source, "" where the rows hold it themselves
    notes       what the reader should know of how the files were read
    """

    documents: "dict[str, Document]"
    references: list[str | None]
    source: str = ""
    notes: tuple[str, ...] = ()


def read_all(
    files: tuple[Path, ...], names: str | None, reference: Path | None, sentences: bool, auditor: "Auditor"
) -> Given:
    """What the files hold, in whichever way they do."""
    if len(files) == 1:
        return _of_one_file(files[0], names, reference, auditor)
    from audit.vendors.units import texts_of

    more = [reference] if reference is not None else []
    rows = _bilingual([*files, *more], auditor, by_lines=sentences)
    untranslated = files[0] in rows and not any(row.text.strip() for row in rows[files[0]].segments)
    alone = files[0] not in rows or untranslated  # the first file is the source, as tools export it before the work
    source, targets = (files[0], list(files[1:])) if alone else (None, list(files))
    if len(targets) == 1:
        raise click.UsageError("one translation only; give SOURCE and two or more translations")
    vendors = _names(names, len(targets)) if names is not None else _stems(targets)
    notes: tuple[str, ...] = ()
    if source is not None and not untranslated:
        read, notes = _beside_source(source, [*targets, *more], rows, sentences, auditor)
    else:
        read = _paired([*files, *more], rows, auditor)[len(files) - len(targets) :]
    references = [text or None for text in texts_of(read[-1])] if more else []
    documents = dict(zip(vendors, read[: len(targets)], strict=True))
    return Given(documents, references, "" if source is None else source.name, notes)


def _of_one_file(path: Path, names: str | None, reference: Path | None, auditor: "Auditor") -> Given:
    """The rows of all vendors."""
    from audit.formats.systems import read_systems

    if path.suffix.lower() not in (".jsonl", ".tsv", ".csv", ".xlsx"):
        raise click.UsageError(f"{path}: give SOURCE and its translations, or rows as .jsonl, .tsv, .csv or .xlsx")
    if reference is not None:
        raise click.UsageError("--reference goes with files; in rows give a reference in each row")
    documents, references = read_systems(path, language=auditor.settings.language)
    for name, document in documents.items():
        _guard(auditor, f"{path}, system {name}: the source", _sources(document), source=True)
        _guard(auditor, f"{path}, system {name}", document)
    if names is not None:
        documents = dict(zip(_names(names, len(documents)), documents.values(), strict=True))
    return Given(documents, references)


def _bilingual(paths: Sequence[Path], auditor: "Auditor", *, by_lines: bool) -> dict[Path, "Document"]:
    """Those of the files that hold sources beside their translations; by_lines: a table is one sentence a line."""
    from audit import formats
    from audit.formats.systems import bilingual

    kinds = [formats.OF_ROWS, *([formats.NOT_BY_LINES] if by_lines else [])]
    of_rows = [path for path in paths if all(kind.fullmatch(path.suffix.lower()) for kind in kinds)]
    read = {path: formats.read(path, language=auditor.settings.language) for path in of_rows}
    return {path: document for path, document in read.items() if bilingual(document)}


def _paired(paths: Sequence[Path], rows: Mapping[Path, "Document"], auditor: "Auditor") -> list["Document"]:
    """The files' rows, each beside those of the other files with the same source."""
    from audit.formats.systems import paired

    other = next((path for path in paths if path not in rows), None)
    if other is not None:
        raise AuditError(
            f"{name_of(other)}: holds no sources beside its translations, as {name_of(paths[0])} does; "
            "give such files only, or a file of the source alone first"
        )
    documents = [rows[path] for path in paths]
    for path, document in zip(paths, documents, strict=True):
        _guard(auditor, f"{path}: the source", _sources(document), source=True)
        _guard(auditor, str(path), document)
    return paired(documents, [name_of(path) for path in paths])


def _beside_source(
    source: Path, targets: Sequence[Path], rows: Mapping[Path, "Document"], sentences: bool, auditor: "Auditor"
) -> tuple[list["Document"], tuple[str, ...]]:
    """The translations of a source that stands in a file of its own, and notes. Files that hold sources themselves keep
    the pairing of their rows where it is of that source."""
    from audit.formats.systems import read_parallel

    settings = auditor.settings
    if rows.keys() >= set(targets) and (read := _rows_of(source, targets, rows, auditor)):
        return read, ()
    if not sentences:
        aside = [name_of(Path(path.name)) for path in targets if path in rows]
        return _aligned(source, targets, rows, auditor), (_aligned_anew(aside, source),) if aside else ()
    for path in targets:
        if path in rows:
            raise AuditError(
                f"{name_of(path)}: its sources are not the lines of {name_of(source)}; leave out SOURCE and give "
                "bilingual files only, or leave out --sentences to have the translations aligned"
            )
    read = read_parallel(source, targets, language=settings.language)
    _guard(auditor, str(source), _sources(read[0]), source=True)
    _guard_targets(auditor, targets, read)
    return read, ()


def _rows_of(
    source: Path, targets: Sequence[Path], rows: Mapping[Path, "Document"], auditor: "Auditor"
) -> list["Document"]:
    """The rows of bilingual files where they hold just that source, in its order; else []."""
    from audit import formats

    original = formats.read(source, language=auditor.settings.source_language)
    running = "".join(row.source or "" for row in rows[targets[0]].segments)
    if "".join(running.split()) != "".join("".join(row.text for row in original.segments).split()):
        return []
    try:
        return _paired(targets, rows, auditor)
    except AuditError:  # then they are translations to be aligned
        return []


def _aligned_anew(names: Sequence[str], source: Path) -> str:
    whose = f"{', '.join(names)}: sources in {'it' if len(names) == 1 else 'them'}"
    return f"{whose} are not row for row those of {source.name}; the translations were aligned with that file anew."


def _aligned(
    source: Path, targets: Sequence[Path], rows: Mapping[Path, "Document"], auditor: "Auditor"
) -> list["Document"]:
    """The translations aligned with the source. rows: those that were read already."""
    from audit import formats
    from audit.vendors.units import common_units

    settings = auditor.settings
    original = formats.read(source, language=settings.source_language)
    documents = [rows.get(path) or formats.read(path, language=settings.language) for path in targets]
    _guard(auditor, str(source), original, source=True)
    _guard_targets(auditor, targets, documents)
    beads = [auditor.beads(document, original) for document in documents]
    return common_units(original, documents, beads)


def _sources(document: "Document") -> "Document":
    """The source sides of its rows."""
    return replace(document, segments=tuple(replace(row, text=row.source or "") for row in document.segments))


def _guard_targets(auditor: "Auditor", paths: Sequence[Path], documents: Sequence["Document"]) -> None:
    for path, document in zip(paths, documents, strict=True):
        _guard(auditor, str(path), document)


def _guard(auditor: "Auditor", name: str, document: "Document", *, source: bool = False) -> None:
    """Refuse a text that is clearly in the other side's language, before a model makes nonsense of it."""
    from audit.languages.guess import contradicts

    languages = auditor.settings.source_language, auditor.settings.language
    text = " ".join(row.text for row in document.segments)
    if languages == ("en", "de") and contradicts(text, languages[not source]):
        found = "German, not English" if source else "English, not German"
        raise AuditError(f"{name} is {found}; give the English source first, then its German translations")


def _names(given: str, wanted: int) -> list[str]:
    names = [name.strip() for name in given.split(",")]
    if len(names) != wanted or len(set(names)) != wanted or not all(names):
        raise click.BadParameter(f"{wanted} different names are needed, one for each translation", param_hint="--names")
    return names


def _stems(paths: list[Path]) -> list[str]:
    """File names without suffix, or whole paths where those would not tell the vendors apart."""
    for names in ([path.stem for path in paths], [str(path) for path in paths]):
        if len(set(names)) == len(names):
            return names
    return [f"{path} ({n})" for n, path in enumerate(paths, 1)]
