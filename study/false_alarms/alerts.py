"""The alerts, over arrays: conditions from the largest and the average rate, and `for`."""

import numpy as np
from numpy.typing import NDArray

from .rules import Limits

Floats = NDArray[np.floating]
Bools = NDArray[np.bool_]

WINDOW = 300
"""Seconds over which the rules take rates."""
SCRAPES = 10
"""Scrapes in a window: of one every 30 s, at any phase."""
SCRAPE_INTERVAL = 30
SEEN = (SCRAPES - 1) * SCRAPE_INTERVAL
"""Seconds between the first and the last scrape in a window; rate() extrapolates what they say to the whole window."""


def uneven(limits: Limits, largest: Floats, average: Floats, pods: int | NDArray[np.int64]) -> Bools:
    """Condition of GrpcRequestsUneven, of rates per second."""
    threshold = np.vectorize(limits.skew)(pods)
    per_window = average * WINDOW
    with np.errstate(divide="ignore", invalid="ignore"):  # no traffic: 0 / 0, which compares false here as in PromQL
        skew = largest / average
        beyond_chance = (skew - 1) * np.sqrt(per_window) > limits.deviations
        return (skew > threshold) & beyond_chance & (per_window > limits.minimum)


def idle(limits: Limits, rate: Floats, average: Floats) -> Bools:
    """Condition of GrpcPodIdle, of one pod."""
    return (rate <= 0) & (average * WINDOW > limits.minimum)


def firing(active: Bools, hold: int, interval: int) -> Bools:
    """Whether an alert fires, along the last axis: active now and at all evaluations of the last `hold` seconds."""
    needed = -(-hold // interval) + 1
    runs = np.cumsum(active, axis=-1, dtype=np.int32)
    before = np.zeros_like(runs)
    before[..., needed:] = runs[..., :-needed]
    return runs - before == needed


def rates_of_counts(counts: Floats) -> Floats:
    """rate() of long-lived counters, from requests between scrapes along the last axis.

    Ten samples lie in a window, nine intervals apart. rate() divides what they grew by the window, after it has extrapolated by window / seen.
    The first value is that of the ninth interval.
    """
    sums = np.cumsum(counts, axis=-1)
    grown = sums[..., SCRAPES - 2 :].copy()
    grown[..., 1:] -= sums[..., : -(SCRAPES - 1)]
    return grown / SEEN
