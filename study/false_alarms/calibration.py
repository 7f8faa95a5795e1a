"""Fits the fast approximation to the request-by-request simulation, and shows on other fleets how close it is."""

from dataclasses import dataclass

import numpy as np

from .alerts import SCRAPE_INTERVAL, SCRAPES
from .balancers import Counted, Fleet, balance, random_latencies
from .counts import near_normal
from .shares import Bias, dispersions, fitted_bias, fitted_excess, shares

RATES = (1.0, 10.0, 100.0, 1000.0)
PODS = (2, 5, 10, 20, 50)
ALGORITHMS = ("least request", "ewma")
FLEETS = 24
"""Per cell: half of them for the fit, half to check it."""
REQUESTS = 40_000
WARM_UP = 12.0


@dataclass(frozen=True)
class Fit:
    algorithm: str
    rate: float
    pods: int
    bias: Bias
    excess: float
    """How much more counts vary than Poisson's, relative to their mean."""
    window: float
    """Seconds over which skew is compared below."""
    skew: tuple[float, float]
    """Median and 95th percentile over windows of the other fleets, request by request."""
    approximated: tuple[float, float]


def calibrated_batch(algorithm: str, rates: tuple[float, ...], two: dict[float, Bias], seed: int) -> list[Fit]:
    """One batch: fleets of all sizes, at rates for which the same spans of time do; the bias of two pods may be known by rate."""
    rng = np.random.Generator(np.random.SFC64(seed))
    cells = [(rate, pods) for rate in rates for pods in PODS]
    fleets = [Fleet(algorithm, rate, random_latencies(rng, pods)) for rate, pods in cells for _ in range(FLEETS)]
    fast = max(rates) > 100
    span = SCRAPE_INTERVAL / 3 if fast else SCRAPE_INTERVAL
    counted = balance(fleets, REQUESTS, span, WARM_UP, 80 if fast else 16, rng)
    return [
        fit_cell(fleets[start : start + FLEETS], counted, start, span, two.get(rate) if pods == 2 else None, rng)
        for start, (rate, pods) in zip(range(0, len(fleets), FLEETS), cells)
    ]


def fit_cell(
    fleets: list[Fleet], counted: Counted, start: int, span: float, known: Bias | None, rng: np.random.Generator
) -> Fit:
    algorithm, rate, pods = fleets[0].algorithm, fleets[0].rate, len(fleets[0].latencies)
    latencies = np.stack([fleet.latencies for fleet in fleets])
    spans = counted.spans[start : start + FLEETS, : counted.whole[start], :pods]
    half = FLEETS // 2
    distinct = algorithm == "ewma"
    bias = known or fitted_bias(latencies[:half], spans[:half].sum(axis=1), distinct)
    share = shares(latencies, bias, distinct)
    excess = fitted_excess(share, latencies, spans)
    length = SCRAPES - 1 if spans.shape[1] >= 10 * SCRAPES else 1
    means = np.repeat(share[half:, None, :] * rate * span * length, 200, axis=1)
    sampled = near_normal(rng, means, dispersions(share[half:, None, :], pods, excess))
    observed = joined(spans[half:], length)
    return Fit(algorithm, rate, pods, bias, excess, span * length, skews(observed), skews(sampled))


def joined(spans: np.ndarray, length: int) -> np.ndarray:
    whole = spans.shape[1] // length
    return spans[:, : whole * length].reshape(len(spans), whole, length, -1).sum(axis=2)


def skews(counts: np.ndarray) -> tuple[float, float]:
    with np.errstate(invalid="ignore"):
        skew = counts.max(axis=-1) / counts.mean(axis=-1)
    median, high = np.nanquantile(skew, (0.5, 0.95))
    return round(float(median), 2), round(float(high), 2)
