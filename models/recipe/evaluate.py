"""Score a model on parallel test sets: sacreBLEU BLEU and chrF, the collapse check, and how it likes human German.

    python models/recipe/evaluate.py --corpus ../shared/corpus/test [--only newstest2021] [--limit 500] [--reference]
    python models/recipe/evaluate.py --german ../shared/bench/mqm_news20_ende/segments.jsonl.xz [--limit 500]

Test sets are files NAME.en-de.tsv, NAME.de-en.tsv or NAME.tsv with english<TAB>german per line; the direction in the
name is the one that people translated in, and the one that is scored (both, where the name has none). --reference
generates with transformers in float32, without it int8 does, as in an audit.

--german reads WMT's labelled rows and prints the perplexity per word of the empty-source language model on what people
and what machines wrote for the same English sentences.
"""

import argparse
import math
from collections import defaultdict
from pathlib import Path

import sacrebleu
from labels import rows

from audit.cache import Cache, default_path
from audit.marian import Marian
from audit.models import EMBEDDED, resolve
from audit.parts import forced, translated
from audit.words import tokens


def lines(path: Path, limit: int | None) -> list[tuple[str, str]]:
    """(english, german) pairs; the first `limit`."""
    pairs = [line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8")]
    return [(pair[0], pair[1]) for pair in pairs][:limit]


def directions(name: str) -> tuple[str, ...]:
    """The directions that a test set's name asks for."""
    given = tuple(d for d in ("en-de", "de-en") if name.endswith(d))
    return given or ("de-en", "en-de")


def evaluate(model: Marian, back: Marian, sources: list[str], references: list[str], language: str) -> str:
    """BLEU and chrF of the model's translations, and what its own source is worth to it. back: the model of the other
    direction; language: of the sources."""
    bleu, chrf = sacrebleu.metrics.BLEU(), sacrebleu.metrics.CHRF()
    translations = translated(sources, model, language, back=back)
    own = model.score(list(zip(sources, references, strict=True))[:100])
    other = model.score(list(zip(sources[1:101], references, strict=False)))
    per_piece = [sum(f.total for f in fs) / sum(len(f.pieces) + 1 for f in fs) for fs in (own[: len(other)], other)]
    return (
        f"BLEU {bleu.corpus_score(translations, [references]).score:.1f} "
        f"chrF {chrf.corpus_score(translations, [references]).score:.1f} | log-prob per piece with its own source "
        f"{per_piece[0]:.2f}, with another's {per_piece[1]:.2f} | {bleu.get_signature()} | {chrf.get_signature()}"
    )


def perplexities(model: Marian, path: Path, limit: int | None) -> list[tuple[str, str, float, int]]:
    """(system, its kind, perplexity per word, sentences), lowest first, over the first `limit` source segments."""
    labelled = rows(path)
    wanted = set(list(dict.fromkeys(row["src"] for row in labelled))[:limit])
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in labelled:
        if row["src"] in wanted and len(model.pieces(row["mt"], side="target")) <= model.longest:
            texts[row["system"], row["system_type"]].append(row["mt"])
    out = []
    for (system, kind), own in texts.items():
        total = sum(said.total for said in forced(model, [(None, text) for text in own], "en", "de"))
        words = sum(len(list(tokens(text))) for text in own)
        out.append((system, kind, math.exp(-total / words), len(own)))
    return sorted(out, key=lambda row: row[2])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--german", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--model", default=EMBEDDED)
    parser.add_argument("--only", default="", help="a part of the test sets' names")
    parser.add_argument("--reference", action="store_true", help="generate with transformers in float32")
    a = parser.parse_args()
    pair, converted = resolve(a.model, source_language="en", target_language="de"), Cache(default_path()).models
    models = {
        name: Marian(direction, converted=converted, reference=a.reference)
        for name, direction in (("de-en", pair.reading), ("en-de", pair.writing))
    }
    if a.german:
        for system, kind, perplexity, count in perplexities(models["en-de"], a.german, a.limit):
            print(f"{system}\t{kind}\tperplexity per word {perplexity:.1f}\t{count} sentences")
    back = {"de-en": models["en-de"], "en-de": models["de-en"]}
    for path in sorted(a.corpus.glob("*.tsv")) if a.corpus else ():
        if a.only not in path.stem:
            continue
        rows = lines(path, a.limit)
        english, german = [row[0] for row in rows], [row[1] for row in rows]
        for direction in directions(path.stem):
            sources, references = (german, english) if direction == "de-en" else (english, german)
            found = evaluate(models[direction], back[direction], sources, references, direction[:2])
            print(f"{path.stem} {direction} ({len(rows)}): {found}", flush=True)


if __name__ == "__main__":
    main()
