"""How soon the alerts are right: requests that have been spread evenly go to few pods all of a sudden."""

from dataclasses import dataclass

import numpy as np

from . import alerts
from .rules import Limits

STEP = 5
"""Resolution in seconds. Scrapes of each pod, evaluations and the onset are at random phases of 30 s."""
BEFORE = alerts.WINDOW + alerts.SCRAPE_INTERVAL
HORIZON = 1800
"""Seconds after the onset in which an alert can be found."""
RECORDED_LATE = alerts.SCRAPE_INTERVAL
"""Alerts are a group of their own, and see what was recorded up to one evaluation before."""


@dataclass(frozen=True)
class Onset:
    name: str
    shares: tuple[float, ...]


ONSETS = (
    Onset("85/5/5/3/2", (0.85, 0.05, 0.05, 0.03, 0.02)),
    Onset("90/5/5/0/0", (0.90, 0.05, 0.05, 0.0, 0.0)),
    Onset("one of three takes all", (1.0, 0.0, 0.0)),
    Onset("one of two takes all", (1.0, 0.0)),
)


@dataclass(frozen=True)
class Found:
    """Seconds from the onset to each alert; infinite if there was none."""

    uneven: np.ndarray
    idle: np.ndarray


def detect(limits: Limits, shares: tuple[float, ...], rate: float, runs: int, rng: np.random.Generator) -> Found:
    """Poisson counts, evenly spread before the onset: no balancer that takes turns or weighs load is as noisy."""
    pods = len(shares)
    interval = alerts.SCRAPE_INTERVAL
    per_interval = interval // STEP
    steps = (BEFORE + HORIZON) // STEP
    after = np.arange(steps) * STEP >= BEFORE
    means = np.where(after, np.array(shares)[:, None], 1 / pods) * rate * STEP
    arrived = rng.poisson(means, (runs, pods, steps)).cumsum(axis=2)
    # At step k of a scrape interval, all pods with phase k are scraped.
    scrapes = steps // per_interval - 1
    phases = rng.integers(per_interval, size=(runs, pods, 1))
    counter = np.take_along_axis(arrived, phases + per_interval * np.arange(scrapes), axis=2)
    rates = (counter[..., alerts.SCRAPES - 1 :] - counter[..., : -(alerts.SCRAPES - 1)]) / alerts.SEEN
    # Evaluations come at a phase of their own: pods that are scraped later in the interval show their last scrape.
    evaluated = rng.integers(per_interval, size=(runs, 1, 1))
    stale = (phases > evaluated).astype(int)
    index = np.arange(1, rates.shape[2])[None, None] - stale
    seen = np.take_along_axis(rates, index, axis=2)
    average = seen.mean(axis=1)
    uneven = alerts.uneven(limits, seen.max(axis=1), average, pods)
    idle = alerts.idle(limits, seen, average[:, None])
    first = alerts.SCRAPES * interval + (evaluated[:, 0, 0] + 1) * STEP - BEFORE
    late = rng.uniform(0, RECORDED_LATE, runs)
    return Found(
        first_time(alerts.firing(uneven, limits.uneven_for, interval), first) + late,
        first_time(np.any(alerts.firing(idle, limits.idle_for, interval), axis=1), first) + late,
    )


def first_time(fires: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Seconds at which each run fires first."""
    times = first + fires.argmax(axis=1) * alerts.SCRAPE_INTERVAL
    return np.where(fires.any(axis=1), times, np.inf)


def smallest_skew(limits: Limits, pods: int, rate: float, within: float, runs: int, seed: list[int]) -> float | None:
    """The smallest skew that is found with 99 % probability within a time; none if even one pod that takes all is not."""

    def found(skew: float) -> bool:
        rng = np.random.Generator(np.random.SFC64(seed))
        hot = skew / pods
        shares = (hot, *[(1 - hot) / (pods - 1)] * (pods - 1))
        return float((detect(limits, shares, rate, runs, rng).uneven <= within).mean()) >= 0.99

    low, high = 1.0, float(pods)
    if not found(high):
        return None
    while high - low > 0.02:
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) else (middle, high)
    return round(high, 2)
