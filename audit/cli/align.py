"""mt-audit align: which source sentences belong to which target sentences."""

import json
from pathlib import Path

import click

from audit.cli.common import cache_path, language_options, progress_bar


@click.command(short_help="Align the sentences of two documents.")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--sentences", is_flag=True, help="Each line is one sentence already.")
@click.option("--format", "form", type=click.Choice(("json", "tsv")), default="tsv", show_default=True)
@language_options
def align(
    *,
    source: Path,
    target: Path,
    sentences: bool,
    form: str,
    model: str,
    language: str,
    source_language: str,
    no_cache: bool,
    quiet: bool,
) -> None:
    """Align SOURCE with its translation TARGET and print the beads.

    json: {"beads": [[[source indices], [target indices]], …]}, counted from 0; tsv: source text, target text, overlap.
    """
    from audit import formats
    from audit.cache import Cache
    from audit.pipeline import Auditor, Settings

    read = formats.read_lines if sentences else formats.read
    left, right = read(source, language=source_language), read(target, language=language)
    settings = Settings(model=model, language=language, source_language=source_language)
    auditor = Auditor(settings, Cache(cache_path(no_cache)), progress_bar(quiet))
    beads = auditor.beads(right, left)
    if form == "json":
        click.echo(json.dumps({"beads": [[list(bead.source), list(bead.target)] for bead in beads]}))
        return
    for bead in beads:
        source_text = " ".join(left.segments[i].text for i in bead.source)
        target_text = " ".join(right.segments[j].text for j in bead.target)
        # White space is folded: a tab or line break inside a cell would break the table.
        click.echo("\t".join([*(" ".join(text.split()) for text in (source_text, target_text)), f"{bead.overlap:.2f}"]))
