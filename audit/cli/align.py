"""mt-audit align: which source sentences belong to which target sentences."""

import sys
from pathlib import Path

import click

from audit.cli.common import cache_path, language_options, progress_bar, say


@click.command(short_help="Align the sentences of two documents.")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--sentences", is_flag=True, help="Each line is one sentence already.")
@click.option("--format", "form", type=click.Choice(("json", "tsv", "tmx")), default="tsv", show_default=True)
@click.option("--tier", type=click.Choice(("quick", "standard")), default="standard", show_default=True,
              help="quick: translate back only what the lexicon leaves in doubt.")  # fmt: skip
@click.option("--words", is_flag=True, help="Align the words of each pair, too (json only).")
@language_options
def align(
    *,
    source: Path,
    target: Path,
    sentences: bool,
    form: str,
    tier: str,
    words: bool,
    model: str,
    language: str,
    source_language: str,
    no_cache: bool,
    quiet: bool,
) -> None:
    """Align SOURCE with its translation TARGET and print the beads.

    \b
    json: {"beads": [[[source indices], [target indices]], …], "details": …}, counted from 0
    tsv:  source text, target text, overlap, confidence, "moved" where the order differs
    tmx:  a translation memory (TMX 1.4) of the pairs

    --model none aligns by the lexicon, common words and lengths, without any back-translation: seconds, not minutes.

    Exit codes: 0 fine, 2 unreadable input or documents that do not belong together, 3 a model is missing.
    """
    if words and (form != "json" or model == "none"):
        raise click.UsageError("--words needs --format json and a model")
    from audit import formats, pair
    from audit.align import Bead
    from audit.report.alignment import Alignment, render, summary

    read = formats.read_lines if sentences else formats.read
    left, right = read(source, language=source_language), read(target, language=language)
    pair.guard_languages(right, left, (source_language, language))
    beads: list[Bead]
    if model == "none":
        from audit import lexicon, models

        known = lexicon.load(models.embedded_folder(), source_language=source_language, target_language=language)
        beads = pair.beads(left, right, lambda texts: [""] * len(texts), known)
        found = Alignment(left, right, beads)
    else:
        from audit.cache import Cache
        from audit.pipeline import Auditor, Settings

        settings = Settings(model=model, tier=tier, language=language, source_language=source_language)
        auditor = Auditor(settings, Cache(cache_path(no_cache)), progress_bar(quiet))
        beads = auditor.beads(right, left)
        found = Alignment(left, right, beads, auditor.word_links(right, left, beads) if words else ())
    say(render(found, form).rstrip("\n").encode())  # UTF-8 in any locale: that is what TMX declares and JSON is
    if not quiet and sys.stderr.isatty():
        click.echo(summary(found), err=True)
