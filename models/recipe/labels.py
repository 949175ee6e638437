"""The human judgements that the estimator is fitted on, in one form.

mqm_news20, mqm_news21, mqm_ted   MQM marks and penalties of several vendors and of human translators
mlqe_pe                           words that a post-editor changed, direct assessments
ced, synced                       segments whose meaning was changed dangerously: by systems, by a language model
"""

import json
import lzma
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audit.words import tokens

MQM = ("mqm_news20_ende", "mqm_news21_ende", "mqm_ted_ende")
NAN = float("nan")
ORIGINAL = "original"  # the set of texts that nobody translated
# Sentences of original German among the rows without a source. With them machines are told from writers (AUC .82 for
# .68 without); with many more translators, too, are taken for machines (.67 for .71).
ORIGINALS = 200


@dataclass(frozen=True, slots=True)
class Label:
    """One translation and what people said of it; NaN where they were not asked.

    document  for drawing folds: rows of one document never stand on both sides
    segment   the source's identity within its set: translations of one source are compared with each other
    words     (n, 3) for the target's words: edited by a post-editor, marked by any rater, marked as serious by any
    whole     (4,): log(1 + MQM penalty points), direct assessment (z), critical 0/1, made by a machine 0/1
    """

    name: str
    document: str
    segment: str
    system: str
    source: str
    target: str
    words: np.ndarray
    whole: np.ndarray
    row: dict[str, Any]


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of an xz-compressed JSON Lines file."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def label(name: str, row: dict[str, Any]) -> Label:
    """A row of the labelled data in the common form. name: "mqm_news20_ende", "mlqe_pe_ende/train", ..."""
    target = row["mt"]
    spans = [(word.start, word.end) for word in tokens(target)]
    words = np.full((len(spans), 3), NAN, dtype=np.float32)
    if row.get("mt_tags") and row.get("mt_tok"):
        column = 1 if "mqm100" in row else 0
        words[:, column] = _by_word(tagged(row), spans)
    elif name in MQM:
        raters = [row] if row.get("errors") is not None else list(row["raters"].values())
        for column, severities in ((1, ("minor", "major", "critical")), (2, ("major", "critical"))):
            words[:, column] = _by_word(_marked(target, raters, severities), spans)
    penalty = row.get("mqm")
    whole = [
        NAN if penalty is None else math.log1p(max(0.0, -penalty)),
        row.get("da_z", NAN),
        float(row["label"] == "ERR") if "label" in row else NAN,
        float(row["system_type"] == "mt") if "system_type" in row else NAN,
    ]
    return Label(
        name=name,
        document=f"{name}/{row.get('doc', _identity(row))}",
        segment=f"{name}/{row.get('seg', _identity(row))}",
        system=f"{name}/{row.get('system', '')}",
        source=row["src"],
        target=target,
        words=words,
        whole=np.array(whole, dtype=np.float32),
        row=row,
    )


def _identity(row: dict[str, Any]) -> str:
    """What tells a row from the others of its set; not every set has numbers."""
    return row["src"] if row.get("id") is None else row["id"]


def tagged(row: dict[str, Any]) -> np.ndarray:
    """Characters of the target under a token tagged as bad, 0/1."""
    target, at = row["mt"], 0
    bad = np.zeros(len(target) + 1, dtype=np.float32)
    for token, tag in zip(row["mt_tok"].replace(" <EOS>", "").split(" "), row["mt_tags"], strict=False):
        start = target.find(token, at)
        if start >= 0:
            at = start + len(token)
            bad[start:at] = tag == "B"
    return bad


def _marked(target: str, raters: Sequence[dict[str, Any]], severities: tuple[str, ...]) -> np.ndarray:
    """Characters of the target that any rater marked with one of these severities, 0/1."""
    bad = np.zeros(len(target) + 1, dtype=np.float32)
    for error in (error for rater in raters for error in rater["errors"]):
        placed = error.get("side") == "mt" and error.get("start") is not None and not error.get("text_mismatch")
        if placed and error["severity"] in severities:
            bad[error["start"] : max(error["end"], error["start"] + 1)] = 1
    return bad


def _by_word(characters: np.ndarray, spans: Sequence[tuple[int, int]]) -> np.ndarray:
    return np.array([characters[start:end].max() for start, end in spans], dtype=np.float32)


def drawn(bench: Path, counts: dict[str, int], seed: int = 7) -> list[Label]:
    """So many rows of each set, by chance; a set of several vendors gives all translations of the sources drawn."""
    out = []
    for name, count in counts.items():
        path = bench / name / "segments.jsonl.xz" if name in MQM else bench / f"{name}.jsonl.xz"
        found = [row for row in rows(path) if name not in MQM or row.get("mqm") is not None]
        keys = sorted({row["seg"] if name in MQM else _identity(row) for row in found})
        random.Random(seed).shuffle(keys)
        order = {key: place for place, key in enumerate(keys)}
        found.sort(key=lambda row: order[row["seg"] if name in MQM else _identity(row)])
        out += [label(name, row) for row in found[:count]]
    return out


def original_german(corpus: Path) -> list[str]:
    """Sentences of news that were written in German, mixed; corpus: the folder of the test sets."""
    texts = []
    for name in ("newstest2019", "newstest2020", "newstest2021"):
        texts += [line.split("\t")[1].strip() for line in (corpus / f"{name}.de-en.tsv").open(encoding="utf-8")]
    random.Random(3).shuffle(texts)
    return texts


def originals(corpus: Path) -> list[Label]:
    """Some of these as rows: people made them, and there is nothing to be marked. What is fitted on translations alone
    takes them for bad ones."""
    whole = np.array([0.0, NAN, NAN, 0.0], dtype=np.float32)
    out = []
    for number, text in enumerate(original_german(corpus)[-ORIGINALS:]):
        name, words = f"{ORIGINAL}/{number}", np.full((len(list(tokens(text))), 3), NAN, dtype=np.float32)
        out.append(Label(ORIGINAL, name, name, ORIGINAL, "", text, words, whole, {}))
    return out
