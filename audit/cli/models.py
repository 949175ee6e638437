"""mt-audit models: which models there are, whether they are whole, and fetching others."""

import click

from audit.cli.common import say


@click.group(short_help="List, verify and fetch models.", invoke_without_command=True)
@click.pass_context
def models(ctx: click.Context) -> None:
    """Without a command: the embedded model, where it lies, and how to use another."""
    if ctx.invoked_subcommand is not None:
        return
    from audit.models import EMBEDDED, check_folder, digest, embedded_folder

    folder = embedded_folder()
    check_folder(folder)
    say(f"{EMBEDDED}\t{folder.name}\t{digest(folder)[:10]}\t{folder}")
    say("Others: --model FOLDER; or a hub id, fetched once: mt-audit models fetch Helsinki-NLP/opus-mt-de-en")


@models.command(short_help="Check a model's files and that it says what it should.")
@click.argument("name", default="embedded")
@click.option("--language", default="de", show_default=True, help="Language of the translation.")
@click.option("--source-language", default="en", show_default=True, help="Language it came from.")
def verify(name: str, language: str, source_language: str) -> None:
    """Check that NAME is complete, its checksums right, and that both directions say what they said when it was made
    (its golden sentences), or, where it has none, that they listen to their source."""
    from audit.cache import Cache, default_path
    from audit.golden import verify as check
    from audit.models import resolve

    pair = resolve(name, source_language=source_language, target_language=language)
    converted = Cache(default_path()).models
    for direction, languages in (
        (pair.reading, (language, source_language)),
        (pair.writing, (source_language, language)),
    ):
        for line in check(direction, languages, converted):
            say(line)
    say(f"{name}: fine")


@models.command(short_help="Download models once; the only command that uses the network.")
@click.argument("hub_ids", nargs=-1, required=True)
def fetch(hub_ids: tuple[str, ...]) -> None:
    """Download HUB_IDS (such as Helsinki-NLP/opus-mt-de-en) into the local model cache, checked against the hub's
    checksums. A broken download goes on where it stopped."""
    from audit.models import check_folder
    from audit.models import fetch as download

    for hub_id in hub_ids:
        folder = download(hub_id)
        check_folder(folder)
        say(f"{hub_id}: {folder}")
