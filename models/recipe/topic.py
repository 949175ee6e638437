"""The estimator's topic: a logistic regression that hears from the words alone what dangerous errors are about."""

import numpy as np
from labels import Label
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from audit.estimator import Topic
from audit.features import BUCKETS, bag
from audit.words import tokens

RIDGE = 20.0  # of five folds over the training rows: best of 1 to 20


def fitted(labels: list[Label]) -> Topic:
    """Fitted to all rows that say whether they have a critical error. A part of a word counts by how rare it is, so
    that the penalty falls on the common ones."""
    asked = [one for one in labels if not np.isnan(one.whole[2])]
    bags = [bag(list(tokens(one.source)), list(tokens(one.target))) for one in asked]
    gold = np.array([one.whole[2] for one in asked], dtype=float)
    rows = np.repeat(np.arange(len(bags)), [len(own) for own in bags])
    values = np.repeat([len(own) ** -0.5 for own in bags], [len(own) for own in bags])
    matrix = csr_matrix((values, (rows, np.concatenate(bags))), shape=(len(bags), BUCKETS))
    rarity = np.log((len(bags) + 1) / (1 + np.bincount(matrix.indices, minlength=BUCKETS))) + 1
    scaled = matrix.multiply(rarity).tocsr()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = scaled @ weights[:-1] + weights[-1]
        wrong = expit(logits) - gold
        value = np.logaddexp(0, logits).sum() - gold @ logits + RIDGE / 2 * weights[:-1] @ weights[:-1]
        return float(value), np.r_[scaled.T @ wrong + RIDGE * weights[:-1], wrong.sum()]

    found = minimize(loss, np.zeros(BUCKETS + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return Topic(np.r_[found[:-1] * rarity, found[-1]].astype(np.float32))
