"""Held-out figures of the estimator: folds by document, and what is printed beside which floor."""

import numpy as np
from labels import Label
from scipy.stats import kendalltau, spearmanr

from audit.evaluation import mcc

FOLDS = 4


def report(data: list[Label], words: list[np.ndarray], whole: np.ndarray, label: str) -> None:
    """Held-out figures of one set beside the floor (length)."""
    gold = np.array([one.whole for one in data])
    text = [f"{label}: {len(data)} rows"]
    for column, name in ((0, "edited"), (1, "marked")):
        asked = np.concatenate([one.words[:, column] for one in data])
        if not np.isnan(asked).all():
            logit = np.concatenate([w[:, column] for w in words])[~np.isnan(asked)]
            bad = asked[~np.isnan(asked)] > 0.5
            best = max(mcc(bad, logit >= t) for t in np.quantile(logit, np.linspace(0.5, 0.99, 50)))
            text.append(f"{name} MCC {best:.3f} (at .5 {mcc(bad, logit >= 0):.3f})")
    length = np.array([len(one.source) for one in data], dtype=float)
    for column, sign, name in ((0, 1, "penalty"), (1, -1, "adequacy"), (2, 1, "critical"), (3, 1, "machine")):
        known = ~np.isnan(gold[:, column])
        if known.sum() > 50 and len(set(gold[known, column])) > 1:
            rank = spearmanr(gold[known, column], whole[known, column]).statistic
            floor = sign * spearmanr(gold[known, column], length[known]).statistic
            text.append(f"{name} spearman {rank:.3f} (length {floor:.3f})")
    machines = [k for k, one in enumerate(data) if gold[k, 3] == 1]
    if machines:
        text.append(f"within sources tau {within(data, machines, whole[:, 0], gold[:, 0]):.3f}")
        text.append(f"pairs of systems {systems(data, machines, whole[:, 0], gold[:, 0]):.3f}")
    print(" | ".join(text), flush=True)


def within(data: list[Label], places: list[int], value: np.ndarray, gold: np.ndarray) -> float:
    """Mean Kendall tau-b over sources, among machine translations."""
    groups: dict[str, list[int]] = {}
    for k in places:
        groups.setdefault(data[k].segment, []).append(k)
    taus = [kendalltau(gold[g], value[g]).statistic for g in groups.values() if len(g) > 2 and len(set(gold[g])) > 1]
    return float(np.nanmean(taus)) if taus else float("nan")


def systems(data: list[Label], places: list[int], value: np.ndarray, gold: np.ndarray) -> float:
    """Share of pairs of systems in the right order by their means."""
    means: dict[str, list[int]] = {}
    for k in places:
        means.setdefault(data[k].system, []).append(k)
    table = [(gold[own].mean(), value[own].mean()) for own in means.values()]
    right = [(a - c) * (b - d) > 0 for n, (a, b) in enumerate(table) for c, d in table[:n]]
    return float(np.mean(right)) if right else float("nan")


def folds(documents: list[str]) -> list[list[bool]]:
    """For each fold, which rows are held out: whole documents, the largest first to the emptiest fold of their set."""
    sizes: dict[str, int] = {}
    for document in documents:
        sizes[document] = sizes.get(document, 0) + 1
    load: dict[str, list[int]] = {}
    fold: dict[str, int] = {}
    for document in sorted(sizes, key=lambda d: (-sizes[d], d)):
        own = load.setdefault(document.split("/")[0], [0] * FOLDS)
        fold[document] = own.index(min(own))
        own[fold[document]] += sizes[document]
    return [[fold[document] == k for document in documents] for k in range(FOLDS)]
