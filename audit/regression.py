"""The two regressions that heads are made of: a few columns, in closed form or by Newton's method."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from audit.calibration import Linear

Array = npt.NDArray[np.float64]
STEPS = 50  # of Newton's method; it has settled long before


def probabilities(logits: Array) -> Array:
    """The logistic function, safe at both ends."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


def logistic(x: Array, y: Array, *, ridge: float = 10.0) -> "Linear":
    """Penalised logistic regression; x (N, F), y (N,) between 0 and 1. The penalty is on standardised columns."""
    mean, scale, z = _standardised(x)
    w, penalty = np.zeros(z.shape[1]), np.r_[np.full(x.shape[1], ridge), 1e-6]
    for _ in range(STEPS):
        p = probabilities(z @ w)
        step = np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + np.diag(penalty), z.T @ (y - p) - penalty * w)
        w += step
        if np.abs(step).max() < 1e-6:
            break
    return _linear(mean, scale, w)


def least_squares(x: Array, y: Array, *, ridge: float = 10.0) -> "Linear":
    """Ridge regression; x (N, F), y (N,)."""
    mean, scale, z = _standardised(x)
    w = np.linalg.solve(z.T @ z + np.diag(np.r_[np.full(x.shape[1], ridge), 1e-6]), z.T @ y)
    return _linear(mean, scale, w)


def _standardised(x: Array) -> tuple[Array, Array, Array]:
    mean, scale = x.mean(0), x.std(0) + 1e-9
    return mean, scale, np.c_[(x - mean) / scale, np.ones(len(x))]


def _linear(mean: Array, scale: Array, w: Array) -> "Linear":
    from audit.calibration import Linear

    return Linear(mean.round(6), scale.round(6), w[:-1].round(6), round(float(w[-1]), 6))
