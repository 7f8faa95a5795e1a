"""Exact arithmetic, no simulation: how near the counts of the study are to Poisson's, and what chance alone does."""

from math import ceil, erfc, exp, lgamma, log, sqrt

import numpy as np

from .alerts import SCRAPES, SEEN, WINDOW
from .counts import NORMAL_ABOVE, SWING


def poisson(mean: float, size: int) -> np.ndarray:
    return np.array([exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(size)])


def near_normal_pmf(mean: float) -> np.ndarray:
    """Distribution of what `near_normal` draws, at a dispersion of one."""
    z = np.linspace(-9, 9, 200_001)
    drawn = np.maximum(np.rint(mean + sqrt(mean) * z + (z * z - 1) / 6), 0).astype(int)
    weights = np.exp(-z * z / 2)
    return np.bincount(drawn, weights / weights.sum())


def tail_ratios() -> list[dict[str, float]]:
    """Upper tail of a window of `near_normal` counts over Poisson's, where there is least traffic of all cells that use them."""
    rows = []
    for level in (1 - SWING, 1.0, 1 + SWING):
        short, long = near_normal_pmf(NORMAL_ABOVE * level), near_normal_pmf(3 * NORMAL_ABOVE * level)
        window = np.array([1.0])
        for part in (long, long, short, short, short):
            window = np.convolve(window, part)
        mean = NORMAL_ABOVE * level * (SCRAPES - 1)
        exact = poisson(mean, len(window))
        row: dict[str, float] = {"requests": round(mean, 1)}
        for deviations in (3, 4, 5, 6):
            first = ceil(mean + deviations * sqrt(mean))
            row[f"at_{deviations}"] = round(float(window[first:].sum() / exact[first:].sum()), 2)
        rows.append(row)
    return rows


def chance(deviations: float, per_window: float) -> dict[str, float]:
    """In how many windows of 10^9 one pod of many, picked at random, is further above the average than the alert allows.

    The alert speaks of extrapolated counts: what it calls six deviations is 5.7 of the counts seen.
    """
    seen = per_window * SEEN / WINDOW
    real = deviations * sqrt(SEEN / WINDOW)
    first = int(seen + real * sqrt(seen)) + 1
    tail = float(poisson(seen, first + 200)[first:].sum())
    return {
        "real_deviations": round(real, 2),
        "poisson": round(tail * 1e9, 1),
        "normal": round(erfc(real / sqrt(2)) / 2 * 1e9, 1),
    }


def poisson_upper(events: int) -> float:
    """Upper 95 % bound of a Poisson mean of which so many events were seen; 3.0 for none, the rule of three."""
    low, high = 0.0, events * 2 + 10.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        below = sum(exp(k * log(middle) - middle - lgamma(k + 1)) for k in range(events + 1))
        low, high = (middle, high) if below > 0.05 else (low, middle)
    return high
