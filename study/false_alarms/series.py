"""Random fleets whose counters the model and Prometheus are both shown."""

from dataclasses import dataclass

import numpy as np

from .alerts import SCRAPE_INTERVAL
from .prometheus import Sample

LETTERS = "bcdfghjklmnpqrstvwxz2456789"

MINUTES = 45
"""Long enough for every `for` here, the longest of which is 20 minutes."""
STEP = 5
"""Scrapes lie on multiples of these seconds; those of a pod are at its own phase."""


@dataclass(frozen=True)
class Pod:
    name: str
    samples: list[Sample]
    """Of its counter; none if it was never called."""
    counts: np.ndarray
    """Requests between scrapes."""
    ready: bool
    started: int
    """Second at which it was started, long before the first scrape for most."""


@dataclass(frozen=True)
class Fleet:
    pods: list[Pod]
    regular: bool
    """Whether all pods have settled, and their counters are old and scraped every time: what the simulation assumes."""


def random_fleet(rng: np.random.Generator, regular: bool) -> Fleet:
    """A fleet around the limits of the alerts: traffic and skew change once or twice."""
    pods = int(rng.integers(2, 9))
    intervals = MINUTES * 60 // SCRAPE_INTERVAL
    changes = np.sort(rng.integers(10, intervals, size=2))
    phase_of = np.searchsorted(changes, np.arange(intervals), side="right")
    weights = np.stack([random_weights(rng, pods) for _ in range(3)])
    traffic = np.exp(rng.uniform(np.log(0.05), np.log(20), size=3)) if rng.random() < 0.5 else rng.uniform(0.08, 3)
    means = (weights * np.broadcast_to(traffic, 3)[:, None] * SCRAPE_INTERVAL * pods)[phase_of]
    counts = rng.poisson(means).T
    return Fleet([random_pod(rng, index, counts[index], regular) for index in range(pods)], regular)


def random_weights(rng: np.random.Generator, pods: int) -> np.ndarray:
    """Even shares, shares somewhat apart, one hot pod, or idle pods."""
    kind = rng.integers(4)
    weights = np.ones(pods)
    if kind == 1:
        weights = rng.lognormal(0, 0.5, pods)
    elif kind == 2:
        weights[0] = rng.uniform(1, 3) * pods
    elif kind == 3:
        weights[rng.integers(1, pods) :] = 0
    return weights / weights.sum()


def suffix(index: int) -> str:
    """Five letters as Kubernetes takes them for the names of pods: the rules match no others."""
    digits = [LETTERS[index // len(LETTERS) ** place % len(LETTERS)] for place in range(5)]
    return "".join(reversed(digits))


def random_pod(rng: np.random.Generator, index: int, counts: np.ndarray, regular: bool) -> Pod:
    name = f"greeter-5d4f8c7b9-{suffix(index)}"
    phase = STEP * int(rng.integers(1, SCRAPE_INTERVAL // STEP))
    times = phase + SCRAPE_INTERVAL * np.arange(len(counts))
    values = counts.cumsum() + (10**6 if regular else int(rng.integers(0, 50)))
    if regular:
        return Pod(name, list(zip(times.tolist(), values.tolist())), counts, True, -86_400)
    if rng.random() < 0.3:  # the container was restarted
        at = int(rng.integers(len(values)))
        values[at:] -= values[at]
    kept = rng.random(len(values)) > (0.1 if rng.random() < 0.3 else 0)
    if rng.random() < 0.15:  # the first call came late
        kept[: int(rng.integers(len(kept)))] = False
    if rng.random() < 0.1:  # it never came
        kept[:] = False
    samples = list(zip(times[kept].tolist(), values[kept].tolist()))
    started = int(rng.integers(MINUTES * 60)) if rng.random() < 0.25 else -86_400
    return Pod(name, samples, counts, rng.random() > 0.1, started)
