"""A fast approximation of those balancers: who wins of two pods depends on the ratio of their latencies alone.

With x the logarithm of that ratio, the faster one wins with probability 1 / (1 + exp(-bias * x)). A bias of zero is a fair coin: random
balancing. However large it is, a pod is one of the two in at most 2 / pods of all picks: no balancer that picks the better of two gives it more.
"""

from typing import NamedTuple

import numpy as np


class Bias(NamedTuple):
    """How strongly the faster of two pods is preferred."""

    start: float = 0.0
    slope: float = 0.0
    """Change with the logarithm of the ratio of their latencies."""


def shares(latencies: np.ndarray, bias: Bias, distinct: bool) -> np.ndarray:
    """Share of each pod (last axis), for a fleet in each row; `distinct` if the two picked are never the same pod."""
    pods = latencies.shape[-1]
    logs = np.log(latencies)
    ahead = logs[..., None, :] - logs[..., :, None]
    wins = 1 / (1 + np.exp(-(bias.start + bias.slope * np.abs(ahead)) * ahead))
    won = wins.sum(axis=-1) - 0.5  # not against itself
    if distinct:
        return won * 2 / (pods * (pods - 1))
    return (won * 2 + 1) / pods**2


def fastest(latencies: np.ndarray) -> np.ndarray:
    """Indices of the fastest tenth of the pods, or of the fastest pod: those that could raise an alarm."""
    return np.argsort(latencies, axis=-1)[..., : max(1, latencies.shape[-1] // 10)]


def fitted_bias(latencies: np.ndarray, counts: np.ndarray, distinct: bool) -> Bias:
    """The bias that gives the fastest pods what they got, in counts per fleet and pod."""
    best = fastest(latencies)

    def of_fastest(values: np.ndarray) -> float:
        return float(np.take_along_axis(values, best, -1).sum())

    target = of_fastest(counts / counts.sum(axis=1, keepdims=True))
    candidates = np.arange(0, 6, 0.05)
    distances = [abs(of_fastest(shares(latencies, Bias(start), distinct)) - target) for start in candidates]
    return Bias(round(float(candidates[np.argmin(distances)]), 2))


def dispersions(share: np.ndarray, pods: int, excess: float) -> np.ndarray:
    """Variance over mean of the counts of pods with such shares.

    What a pod wins of the picks that it is in swings with the estimates, by more or less than chance; not for one that always wins, or never.
    """
    won = np.minimum(share * pods / 2, 1)
    return np.maximum(1 + excess * 4 * won * (1 - won), 0.2)


def fitted_excess(share: np.ndarray, latencies: np.ndarray, spans: np.ndarray) -> float:
    """The excess that gives the counts of the fastest pods their variance; spans are by fleet, span and pod."""
    best = fastest(latencies)
    counts = np.take_along_axis(spans, best[:, None, :], axis=2).astype(float)
    mean, variance = counts.mean(axis=1), counts.var(axis=1, ddof=1)
    unit = np.take_along_axis(dispersions(share, share.shape[-1], 1.0) - 1, best, axis=1)
    return round(float((variance - mean).sum() / (mean * unit).sum()), 2)
