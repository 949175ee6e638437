"""Fitting a regression and printing what it is worth on documents that were kept out."""

import math
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from scipy.stats import spearmanr

from audit import calibration
from audit.evaluation import auc, mcc
from audit.regression import logistic

Row = TypeVar("Row")

HELD_OUT = 0.25  # share of documents kept for the printed figures
IMAGINED, FEW = 10, 100  # findings


def best_mcc(gold: np.ndarray, value: np.ndarray) -> float:
    return max(mcc(gold, value >= t) for t in np.quantile(value, np.linspace(0.5, 0.99, 50)))


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    return float(spearmanr(a, b).statistic)


def held_out(docs: list[str]) -> np.ndarray:
    return np.array([random.Random(doc).random() < HELD_OUT for doc in docs])


def fit_binary(x: np.ndarray, y: np.ndarray, docs: list[str], label: str) -> calibration.Linear:
    test = held_out(docs)
    value, gold = logistic(x[~test], y[~test])(x[test]), y[test] > 0.5
    print(
        f"{label} rows {len(y)} positive {y.mean():.3f} | held-out best MCC {best_mcc(gold, value):.3f} "
        f"AUC {auc(value, gold):.3f}"
    )
    return logistic(x, y)


def even(machine: calibration.Linear, y: np.ndarray) -> calibration.Linear:
    """Fitted on unequal shares of people and machines; brought to even odds, so that the probability does not carry the
    mixture."""
    return machine.stretched(1.0, -math.log(y.mean() / (1 - y.mean())))


def measured(check: str, found: Sequence[tuple[str, float, float]]) -> dict:
    """The reliability of a check, from its findings: campaign, stated confidence, share of raters who marked the place.

    Campaigns count alike, not by their findings: raters are strict or generous, and the next ones may be as these or as
    those. But one with FEW findings counts half. IMAGINED findings at the stated confidence temper small counts."""
    by_campaign: dict[str, list[tuple[float, float]]] = {}
    for campaign, stated, marked in found:
        by_campaign.setdefault(campaign, []).append((stated, marked))
    factors, weights = [], []
    for campaign, own in sorted(by_campaign.items()):
        stated, marked = (float(np.mean(column)) for column in zip(*own, strict=True))
        factors.append(marked / stated)
        weights.append(len(own) / (len(own) + FEW))
        print(f"  {check}, {campaign}: {len(own)} findings, marked {marked:.2f}, stated {stated:.2f}")
    factor = (len(found) * np.average(factors, weights=weights) + IMAGINED) / (len(found) + IMAGINED)
    total = sum(share for *_, share in found)
    return {"findings": len(found), "marked": round(total, 2), "factor": round(float(factor), 4)}


def to_json(words: list[calibration.Linear], whole: dict[str, calibration.Linear]) -> dict:
    return {"words": [judge.to_json() for judge in words], **{name: one.to_json() for name, one in whole.items()}}


def alike(
    rows: list[Row],
    size: int,
    seed: int,
    *,
    segment: Callable[[Row], str],
    length: Callable[[Row], int],
    order: Callable[[Row], bool] = lambda _: False,
) -> list[list[Row]]:
    """Batches of like length in an order by chance, in which translations of one source (`segment`) stand together;
    `order`: which of them come last."""
    rng = random.Random(seed)
    luck: dict[str, float] = {}
    for one in rows:
        luck.setdefault(segment(one), rng.random())
    windows = sorted(rows, key=lambda one: (luck[segment(one)], order(one)))
    out = []
    for at in range(0, len(windows), 64 * size):
        window = windows[at : at + 64 * size]
        longest: dict[str, int] = {}
        for one in window:
            longest[segment(one)] = max(longest.get(segment(one), 0), length(one))
        window.sort(key=lambda one: (longest[segment(one)], luck[segment(one)]))
        out += [window[k : k + size] for k in range(0, len(window), size)]
    rng.shuffle(out)
    return out
