"""Requests per pod, a day at a time: what the balancers of the study make of a Poisson stream of requests.

A period is the 120 s for which GrpcRequestsUneven has to hold. It comes in two parts, of three scrape intervals and of one, so that windows of nine
intervals that end with a period are made of whole parts.
"""

from dataclasses import dataclass

import numpy as np

from .alerts import SCRAPE_INTERVAL
from .shares import dispersions

PERIOD = 120
PERIODS = 86_400 // PERIOD
LEAD = 2
"""Periods before the day, for its first windows."""
LONG, SHORT = 3 * SCRAPE_INTERVAL, SCRAPE_INTERVAL
SWING = 0.8
"""Traffic swings by this part of its mean in the course of a day."""
LEVELS = 5
NORMAL_ABOVE = 5
"""Mean requests per pod and scrape interval above which the normal distribution, corrected for skewness, stands for Poisson's."""

Parts = tuple[np.ndarray, np.ndarray]
"""Requests in the long and in the short part: by pod, day and period."""


def traffic() -> np.ndarray:
    """Traffic in each period, as a multiple of the mean."""
    return 1 + SWING * np.sin(2 * np.pi * np.arange(-LEAD, PERIODS) / PERIODS)


def levels() -> tuple[np.ndarray, np.ndarray]:
    """Traffic in a few steps, as multiples of the mean, and the step of each period: how a balancer weighs pods depends on it."""
    edges = np.geomspace(1 - SWING, 1 + SWING, LEVELS + 1)
    return np.sqrt(edges[1:] * edges[:-1]), np.clip(np.searchsorted(edges, traffic()) - 1, 0, LEVELS - 1)


def windows(parts: Parts) -> np.ndarray:
    """Requests in the nine scrape intervals up to the end of each period of the day."""
    long, short = parts
    both = long + short
    return both[..., 2:] + both[..., 1:-1] + short[..., :-2]


def near_normal(rng: np.random.Generator, means: np.ndarray, dispersion: np.ndarray) -> np.ndarray:
    """Whole counts with the mean, the variance and the skewness of Poisson's distribution, or of the (negative) binomial one."""
    z = rng.standard_normal(means.shape, dtype=np.float32)
    drawn = z * np.sqrt(dispersion * means)
    drawn += means
    z *= z
    z -= 1
    z *= (2 * dispersion - 1) / 6
    drawn += z
    return np.maximum(np.rint(drawn, out=drawn), 0, out=drawn)


@dataclass(frozen=True)
class Independent:
    """Counts around shares of their own for each pod, day and level of traffic."""

    rate: float
    shares: np.ndarray
    """By pod, day and level; of one level if they do not depend on it."""
    excess: float = 0.0

    def parts(self, rng: np.random.Generator) -> Parts:
        level = levels()[1] if self.shares.shape[-1] > 1 else slice(None)
        means = (self.shares[..., level] * (self.rate * traffic())).astype(np.float32)
        if self.rate / len(self.shares) * SCRAPE_INTERVAL > NORMAL_ABOVE:
            dispersion = dispersions(self.shares, len(self.shares), self.excess).astype(np.float32)[..., level]
            return near_normal(rng, means * LONG, dispersion), near_normal(rng, means * SHORT, dispersion)
        # Where counts vary less than Poisson's, these overstate what chance does.
        assert self.excess < 0.05
        return rng.poisson(means * LONG), rng.poisson(means * SHORT)

    def split(self, rng: np.random.Generator, totals: Parts, days: np.ndarray) -> Parts:
        """The same, of Poisson counts, given what all pods got on some days; at the highest level, which those days are about."""
        shares = np.moveaxis(self.shares[:, days, -1:].astype(float), 0, -1)
        long, short = (rng.multinomial(total[days], shares) for total in totals)
        return np.moveaxis(long, 2, 0), np.moveaxis(short, 2, 0)


@dataclass(frozen=True)
class RoundRobin:
    """Clients that each take turns, and start anew at a random pod in every part: a picker is rebuilt whenever a connection comes or goes."""

    rate: float
    pods: int
    days: int
    clients: int

    def parts(self, rng: np.random.Generator) -> Parts:
        return self.draw(rng, LONG), self.draw(rng, SHORT)

    def draw(self, rng: np.random.Generator, seconds: int) -> np.ndarray:
        means = np.tile(self.rate * traffic() * seconds / self.clients, self.days)
        sent = rng.poisson(means, (self.clients, len(means)))
        rounds = (sent // self.pods).sum(axis=0)
        start = rng.integers(0, self.pods, sent.shape)
        # What is left of a round goes to neighbours from `start` on: a difference array, twice as long as the circle.
        row = np.arange(len(means)) * 2 * self.pods
        size = len(means) * 2 * self.pods
        steps = np.bincount((row + start).ravel(), minlength=size)
        steps -= np.bincount((row + start + sent % self.pods).ravel(), minlength=size)
        circle = steps.cumsum().reshape(len(means), 2, self.pods).sum(axis=1)
        return (circle + rounds[:, None]).T.reshape(self.pods, self.days, len(traffic()))

    def furthest(self) -> int:
        """How far, at most, the count of a pod in a window is from the average: each client is less than one off in each of five parts."""
        return 5 * self.clients


def totals(rate: float, days: int, rng: np.random.Generator) -> Parts:
    """Requests to all pods: by day and period."""
    means = rate * traffic()
    shape = (days, len(means))
    return rng.poisson(means * LONG, shape), rng.poisson(means * SHORT, shape)


def intervals(rng: np.random.Generator, parts: Parts) -> np.ndarray:
    """The same counts by scrape interval: requests of a long part fall into any of its three, independently."""
    long, short = (part.astype(np.int64) for part in parts)
    first = rng.binomial(long, 1 / 3)
    second = rng.binomial(long - first, 1 / 2)
    return np.stack([first, second, long - first - second, short], axis=-1).reshape(*long.shape[:-1], -1)
