"""Fitting a regression and printing what it is worth on documents that were kept out."""

import math
import random

import numpy as np
from scipy.stats import spearmanr

from audit import calibration
from audit.evaluation import auc, mcc
from audit.regression import logistic

HELD_OUT = 0.25  # share of documents kept for the printed figures


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


def to_json(words: list[calibration.Linear], whole: dict[str, calibration.Linear]) -> dict:
    return {"words": [judge.to_json() for judge in words], **{name: one.to_json() for name, one in whole.items()}}
