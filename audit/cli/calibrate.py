"""mt-audit calibrate: fit confidence and scores to your own labels."""

from pathlib import Path

import click

from audit.cli.common import Asked, audit_options, check_reports, say


@click.command(short_help="Fit confidence and scores to your own labels.")
@click.argument("labelled", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=Path("calibration.json"), show_default=True,
              help="The file to write.")  # fmt: skip
@click.option("--without-source", is_flag=True, help="Leave the sources out, as if they were lost.")
@audit_options()
def calibrate(*, labelled: Path, out: Path, without_source: bool, asked: Asked) -> None:
    """Audit LABELLED, compare with what people marked in it, and write a calibration that says what they would say.

    LABELLED is what `mt-audit evaluate` reads, 50 segments or more with a source, or without.
    Then: mt-audit run ... --calibration FILE.
    Ranks stay as they are; probabilities, scores and confidence move. The figures printed are of segments that were
    not fitted on; what is no better there is left as it was.

    Exit codes: 0 written, 2 unreadable input, too few labels or wrong use, 3 a model is missing.
    """
    import json

    from audit.calibrate import refit
    from audit.files import put
    from audit.formats.labelled import read_labelled

    # An own calibration may be renewed in place: what is written goes on from it.
    check_reports([out], [labelled, *asked.traps, *asked.glossary])
    document, labels = read_labelled(labelled, language=asked.language)
    if without_source:
        document = document.without_sources()
    auditor = asked.auditor()
    audit, evidences = auditor.audit_with_evidence(document)
    base = auditor.calibration_file.read_text(encoding="utf-8")
    made = refit(base, auditor.calibration, evidences, audit.segments, labels)
    (path,) = put(out.parent, {out.name: (json.dumps(made.value, indent=1) + "\n").encode()})
    worse = ": no better, left as it was"
    lines = [
        f"{fit.segments} segments {'with' if fit.given else 'without'} a source, {fit.words} words, {fit.marked} of "
        f"them marked; mean squared error on held-out parts:\n"
        f"  words      {fit.words_before:.4f} -> {fit.words_after:.4f}{'' if fit.words_better else worse}\n"
        f"  penalties  {fit.penalty_before:.4f} -> {fit.penalty_after:.4f}{'' if fit.penalty_better else worse}"
        for fit in made.fits
    ]
    say("\n".join([*lines, *(f"left as it was: {reason}" for reason in made.left), f"wrote {path}"]), quiet=asked.quiet)
