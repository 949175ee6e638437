"""TSV: source<TAB>target per line, each line one segment; a first row "source<TAB>target" is a header."""

from pathlib import Path

from audit.document import Kind, Segment
from audit.errors import AuditError
from audit.formats.common import name_of, nothing_in, read_text


def read_tsv(path: Path) -> tuple[Segment, ...]:
    """One segment per line that is not blank; an empty first column means that no source is given.
    Raises AuditError, naming the line, where there are not two columns."""
    made: list[Segment] = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 2:
            count = "1 column" if len(cells) == 1 else f"{len(cells)} columns"
            raise AuditError(
                f"{name_of(path)}, line {number}: {count} where two are needed; give source, one tab, target per line"
            )
        source, target = cells
        if not made and (source.lower(), target.lower()) == ("source", "target"):
            continue
        made.append(Segment(str(len(made) + 1), target, Kind.ROW, len(made), number, source or None))
    if not made:
        raise nothing_in(path)
    return tuple(made)
