"""Score a model on parallel test sets: sacreBLEU BLEU and chrF in both directions, and the collapse check.

    python models/recipe/evaluate.py --corpus ../shared/corpus/test [--limit 500] [--model embedded]

Test sets are files NAME.en-de.tsv, NAME.de-en.tsv or NAME.tsv with english<TAB>german per line; the direction in the
name is the one that people translated in, and the one that is scored (both, where the name has none).
"""

import argparse
from pathlib import Path

import sacrebleu

from audit.marian import Marian
from audit.models import EMBEDDED, resolve


def lines(path: Path, limit: int | None) -> list[tuple[str, str]]:
    """(english, german) pairs; the first `limit`."""
    rows = [line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8")]
    return [(row[0], row[1]) for row in rows][:limit]


def directions(name: str) -> tuple[str, ...]:
    """The directions that a test set's name asks for."""
    given = tuple(d for d in ("en-de", "de-en") if name.endswith(d))
    return given or ("de-en", "en-de")


def evaluate(model: Marian, sources: list[str], references: list[str]) -> str:
    """BLEU and chrF of the model's translations, and what its own source is worth to it."""
    bleu, chrf = sacrebleu.metrics.BLEU(), sacrebleu.metrics.CHRF()
    translations = model.translate(sources)
    own = model.score(list(zip(sources, references, strict=True))[:100])
    other = model.score(list(zip(sources[1:101], references, strict=False)))
    per_piece = [sum(f.total for f in fs) / sum(len(f.pieces) + 1 for f in fs) for fs in (own[: len(other)], other)]
    return (
        f"BLEU {bleu.corpus_score(translations, [references]).score:.1f} "
        f"chrF {chrf.corpus_score(translations, [references]).score:.1f} | log-prob per piece with its own source "
        f"{per_piece[0]:.2f}, with another's {per_piece[1]:.2f} | {bleu.get_signature()} | {chrf.get_signature()}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--model", default=EMBEDDED)
    parser.add_argument("--only", help="a part of the test sets' names")
    a = parser.parse_args()
    pair = resolve(a.model, source_language="en", target_language="de")
    models = {"de-en": Marian(pair.reading), "en-de": Marian(pair.writing)}
    for path in sorted(a.corpus.glob("*.tsv")):
        if a.only and a.only not in path.stem:
            continue
        pairs = lines(path, a.limit)
        english, german = [p[0] for p in pairs], [p[1] for p in pairs]
        for direction in directions(path.stem):
            sources, references = (german, english) if direction == "de-en" else (english, german)
            print(
                f"{path.stem} {direction} ({len(pairs)}): {evaluate(models[direction], sources, references)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
