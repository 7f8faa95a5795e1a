"""False alarms: simulated days on which an alert fires although requests are spread as the balancer means to."""

from dataclasses import dataclass

import numpy as np

from . import alerts, counts
from .balancers import random_latencies
from .rules import Limits
from .shares import Bias, shares

CLIENTS = 10
SIZE = 3_000_000
"""Counts that are drawn at a time: as many as stay fast."""


@dataclass(frozen=True)
class Cell:
    """A balancer, a number of pods, and requests per second to all of them."""

    balancer: str
    rate: float
    pods: int
    biases: tuple[Bias, ...] = ()
    """How strongly the faster of two pods is preferred, at each level of traffic; not at all, if there is none."""
    distinct: bool = True
    excess: float = 0.0


@dataclass
class Alarms:
    """Days on which an alert fired, evaluated every 30 s or every 60 s."""

    days: int
    uneven: int = 0
    idle: int = 0
    either: int = 0


def simulate(cell: Cell, limits: Limits, days: int, seed: list[int]) -> Alarms:
    alarms = Alarms(days)
    chunk = max(1, min(days, SIZE // (counts.PERIODS * cell.pods)))
    for start in range(0, days, chunk):
        rng = np.random.Generator(np.random.SFC64([*seed, start]))
        parts = of_interest(cell, limits, min(chunk, days - start), rng)
        if parts is not None:
            count(cell, limits, parts, rng, alarms)
    return alarms


def of_interest(cell: Cell, limits: Limits, days: int, rng: np.random.Generator) -> counts.Parts | None:
    """Counts of the days on which an alert could fire; none if none could on any."""
    busiest = cell.rate * (1 + counts.SWING) * alerts.WINDOW / cell.pods
    quietest = cell.rate * (1 - counts.SWING) * alerts.SEEN / cell.pods
    if busiest < 1.3 * limits.minimum:
        # Rarely enough traffic for any alert: who got it is of interest only where there was. Round robin is no less even than this.
        total = counts.totals(cell.rate, days, rng)
        enough = counts.windows(total).max(axis=1) / cell.pods / alerts.SEEN * alerts.WINDOW > limits.minimum
        model = counts.Independent(cell.rate, pod_shares(cell, days, rng))
        return model.split(rng, total, np.flatnonzero(enough)) if enough.any() else None
    if cell.balancer != "round robin":
        return counts.Independent(cell.rate, pod_shares(cell, days, rng), cell.excess).parts(rng)
    turns = counts.RoundRobin(cell.rate, cell.pods, days, CLIENTS)
    least = turns.furthest() / (limits.threshold - 1)
    if quietest < 2 * least:
        return turns.parts(rng)
    if counts.windows(counts.totals(cell.rate, days, rng)).min() / cell.pods <= least:
        raise AssertionError("there was less traffic than the bound holds for")
    return None


def pod_shares(cell: Cell, days: int, rng: np.random.Generator) -> np.ndarray:
    """By pod, day and level of traffic; each day is that of another fleet."""
    if not any(bias.start for bias in cell.biases):
        return np.full((cell.pods, days, 1), 1 / cell.pods)
    latencies = random_latencies(rng, days * cell.pods).reshape(days, cell.pods)
    return np.stack([shares(latencies, bias, cell.distinct) for bias in cell.biases], axis=-1).swapaxes(0, 1)


def count(cell: Cell, limits: Limits, parts: counts.Parts, rng: np.random.Generator, alarms: Alarms) -> None:
    """Looks at the ends of periods first: an alert that fires has been active at one of them, as no `for` is shorter than a period."""
    assert min(limits.uneven_for, limits.idle_for) >= counts.PERIOD
    window = counts.windows(parts) / alerts.SEEN
    average = window.mean(axis=0)
    active = alerts.uneven(limits, window.max(axis=0), average, cell.pods)
    active |= alerts.idle(limits, window.min(axis=0), average)
    days = np.flatnonzero(active.any(axis=1))
    for some in np.array_split(days, max(1, len(days) * cell.pods // 1000)):
        if len(some):
            long, short = parts
            rates = alerts.rates_of_counts(counts.intervals(rng, (long[:, some], short[:, some])))
            uneven, idle = fired(limits, rates, cell.pods)
            alarms.uneven += int(uneven.sum())
            alarms.idle += int(idle.sum())
            alarms.either += int((uneven | idle).sum())


def fired(limits: Limits, rates: np.ndarray, pods: int) -> tuple[np.ndarray, np.ndarray]:
    """Days on which the alerts fire, evaluation by evaluation."""
    average = rates.mean(axis=0)
    uneven = alerts.uneven(limits, rates.max(axis=0), average, pods)
    idle = alerts.idle(limits, rates, average)
    days = [np.zeros(rates.shape[1], bool), np.zeros(rates.shape[1], bool)]
    for interval in (30, 60):
        step = interval // alerts.SCRAPE_INTERVAL
        days[0] |= alerts.firing(uneven[:, ::step], limits.uneven_for, interval).any(axis=1)
        days[1] |= alerts.firing(idle[..., ::step], limits.idle_for, interval).any(axis=(0, 2))
    return days[0], days[1]
