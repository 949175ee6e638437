"""The learning curve: how well the snapshots of a training run translate, as a table and a small plot.

    python models/recipe/curve.py RUN_FOLDER --corpus ../shared/corpus/test [--before 9.5] [--out models/marian-deen]

Every snapshot that OUT/curve.tsv does not have yet is scored on the first 200 sentences of newstest2019 in either
direction (beam 4, int8) and added to it; --before is how many million target tokens the model had seen when the run
began. OUT/curve.svg is drawn from all rows.
"""

import argparse
import math
from dataclasses import astuple, dataclass
from pathlib import Path

import sacrebleu
from evaluate import lines
from markupsafe import Markup

from audit.marian import Marian
from audit.models import Direction

SENTENCES = 200
HEAD = ("million target tokens", "de-en BLEU", "de-en chrF", "en-de BLEU", "en-de chrF")


@dataclass(frozen=True)
class Row:
    """One snapshot."""

    tokens: float
    bleu_en: float
    chrf_en: float
    bleu_de: float
    chrf_de: float


def figures(folder: Path, corpus: Path, direction: str) -> tuple[float, float]:
    """BLEU and chrF of a snapshot in one direction ("de-en")."""
    rows = lines(corpus / f"newstest2019.{direction}.tsv", SENTENCES)
    english, german = [row[0] for row in rows], [row[1] for row in rows]
    sources, references, tag = (german, english, ">>eng<<") if direction == "de-en" else (english, german, ">>deu<<")
    made = Marian(Direction(folder, tag)).translate(sources)
    bleu, chrf = sacrebleu.metrics.BLEU(), sacrebleu.metrics.CHRF()
    return bleu.corpus_score(made, [references]).score, chrf.corpus_score(made, [references]).score


def read(path: Path) -> list[Row]:
    """The rows of a curve.tsv, [] where there is none."""
    if not path.is_file():
        return []
    return [Row(*map(float, line.split("\t"))) for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def write(path: Path, rows: list[Row]) -> None:
    """The table, whole or not at all."""
    text = "\n".join("\t".join(cells) for cells in (HEAD, *([f"{v:.1f}" for v in astuple(row)] for row in rows)))
    path.with_suffix(".tmp").write_text(text + "\n", encoding="utf-8")
    path.with_suffix(".tmp").replace(path)


def plot(rows: list[Row]) -> str:
    """BLEU of both directions against million target tokens (logarithmic), as SVG."""
    width, height, left, bottom = 480, 240, 40, 30
    least, most = min(row.tokens for row in rows), max(row.tokens for row in rows)
    best = max(max(row.bleu_en, row.bleu_de) for row in rows) * 1.1

    def place(tokens: float, bleu: float) -> str:
        share = math.log(tokens / least) / max(math.log(most / least), 1e-9)
        return f"{left + (width - left - 70) * share:.1f},{(height - bottom) * (1 - bleu / best) + 5:.1f}"

    parts = [
        Markup('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="sans-serif" font-size="11">'),
        Markup('<rect width="100%" height="100%" fill="white"/>'),
    ]
    parts[0] = parts[0].format(width, height)
    for name, colour, values in (
        ("de-en", "#1f5f8b", [row.bleu_en for row in rows]),
        ("en-de", "#b5541c", [row.bleu_de for row in rows]),
    ):
        points = [place(row.tokens, value) for row, value in zip(rows, values, strict=True)]
        line = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>')
        parts.append(line.format(" ".join(points), colour))
        x, y = points[-1].split(",")
        label = Markup('<text x="{}" y="{}" dx="6" dy="4" fill="{}">{} {:.1f}</text>')
        parts.append(label.format(x, y, colour, name, values[-1]))
    axis = Markup('<text x="{}" y="{}" text-anchor="{}" fill="#444">{}</text>')
    parts.append(axis.format(left, height - 8, "start", f"{least:.0f}"))
    parts.append(axis.format(width - 70, height - 8, "end", f"{most:.0f} million target tokens, logarithmic"))
    parts.append(axis.format(4, 16, "start", "BLEU"))
    base = Markup('<path d="M{0} 5V{1}H{2}" fill="none" stroke="#888"/>')
    parts.append(base.format(left, height - bottom + 5, width - 70))
    return str(Markup("").join(parts) + Markup("</svg>")) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--before", type=float, default=0.0)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "marian-deen")
    a = parser.parse_args()
    rows = read(a.out / "curve.tsv")
    for folder in sorted((a.run / "snapshots").iterdir()):
        tokens = round(a.before + float(folder.name), 1)
        if any(abs(row.tokens - tokens) < 0.05 for row in rows):
            continue
        figures_of = [value for way in ("de-en", "en-de") for value in figures(folder, a.corpus, way)]
        rows = sorted([*rows, Row(tokens, *figures_of)], key=lambda row: row.tokens)
        write(a.out / "curve.tsv", rows)
        print(f"{tokens} million: {rows[-1]}", flush=True)
    (a.out / "curve.svg").write_text(plot(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
