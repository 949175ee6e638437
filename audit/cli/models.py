"""mt-audit models: which models there are, whether they are whole, and fetching others."""

import click


@click.group(short_help="List, verify and fetch models.", invoke_without_command=True)
@click.pass_context
def models(ctx: click.Context) -> None:
    """Without a command: the embedded model, where it lies, and how to use another."""
    if ctx.invoked_subcommand is not None:
        return
    from audit.models import EMBEDDED, check_folder, digest, embedded_folder

    folder = embedded_folder()
    check_folder(folder)
    click.echo(f"{EMBEDDED}\t{folder.name}\t{digest(folder)[:10]}\t{folder}")
    click.echo("Others: --model FOLDER; or a hub id, fetched once: mt-audit models fetch Helsinki-NLP/opus-mt-de-en")


@models.command(short_help="Check a model's files and that it translates.")
@click.argument("name", default="embedded")
def verify(name: str) -> None:
    """Check that NAME is complete, its checksums right, and that it says something for a plain sentence."""
    from audit.errors import ModelError
    from audit.marian import Marian
    from audit.models import resolve

    pair = resolve(name, source_language="en", target_language="de")
    asked = ((pair.reading, "Das ist ein Haus.", "house"), (pair.writing, "This is a house.", "Haus"))
    for direction, text, expected in asked:
        answer = Marian(direction).translate([text])[0]
        click.echo(f"{text} -> {answer}")
        if expected not in answer:
            raise ModelError(f"{direction.folder}: loads, but does not translate; fetch or install again")
    click.echo(f"{name}: fine")


@models.command(short_help="Download a model once; the only command that uses the network.")
@click.argument("hub_id")
def fetch(hub_id: str) -> None:
    """Download HUB_ID (such as Helsinki-NLP/opus-mt-de-en) into the local model cache."""
    from audit.models import check_folder
    from audit.models import fetch as download

    folder = download(hub_id)
    check_folder(folder)
    click.echo(f"{hub_id}: {folder}")
