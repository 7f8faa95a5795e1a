"""Request by request: two balancers that pick the better of two pods, for many fleets at a time.

* Least request, as Envoy and Istio have it: the two are drawn independently, and may be the same pod; fewer requests in flight win.
* Peak EWMA, as Linkerd has it: two different pods; the smaller product of estimated latency and requests in flight plus one wins. The estimate
  jumps to whatever is above it, and decays with time: whenever it is looked at towards zero, whenever a request ends towards its latency.

Latencies do not grow with load here: that would pull the shares together again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MEAN_LATENCY = 0.02
POD_SPREAD = 0.3
"""Of the logarithm of the mean latencies of pods: about ±30 %."""
REQUEST_SPREAD = 0.5
"""Of the logarithm of latencies of one pod; less noise makes latencies easier to tell apart, and shares less even."""
FIRST_ESTIMATE = 0.03
DECAY = 10.0
MOST_SPANS = 450
"""What is counted of a fleet with little traffic: enough, and small."""


@dataclass(frozen=True)
class Fleet:
    algorithm: str
    """`least request` or `ewma`."""
    rate: float
    latencies: np.ndarray
    """Mean latency of each pod."""


@dataclass(frozen=True)
class Counted:
    """Requests of each fleet, by span of time and pod (padded with zeros)."""

    spans: np.ndarray
    whole: np.ndarray
    """How many whole spans there are of each fleet."""


class Pods:
    """Requests in flight and estimates, of every pod of every fleet."""

    def __init__(self, fleets: Sequence[Fleet], slots: int) -> None:
        self.count = np.array([len(fleet.latencies) for fleet in fleets])
        shape = (len(fleets), int(self.count.max()))
        self.latency = np.zeros(shape)
        for row, fleet in zip(self.latency, fleets):
            row[: len(fleet.latencies)] = fleet.latencies
        self.ends = np.full((*shape, slots), -np.inf)
        """When the requests in flight end; minus infinity once that has been taken note of."""
        self.took = np.zeros((*shape, slots))
        self.estimate = np.full(shape, FIRST_ESTIMATE)
        self.updated = np.zeros(shape)
        self.rows = np.arange(len(fleets))

    def in_flight(self, pair: np.ndarray, now: np.ndarray) -> np.ndarray:
        return (self.ends[self.rows[:, None], pair] > now[:, None, None]).sum(axis=2)

    def estimates(self, pair: np.ndarray, now: np.ndarray) -> np.ndarray:
        """Estimated latencies of two pods, after the requests that have ended meanwhile, in their order."""
        rows = self.rows[:, None]
        ends, took = self.ends[rows, pair], self.took[rows, pair]
        estimate, updated = self.estimate[rows, pair], self.updated[rows, pair]
        ended = (ends <= now[:, None, None]) & (ends > -np.inf)
        while ended.any():
            slot = np.where(ended, ends, np.inf).argmin(axis=2)[..., None]
            due = np.take_along_axis(ended, slot, 2)[..., 0]
            latency = np.take_along_axis(took, slot, 2)[..., 0]
            end = np.where(due, np.take_along_axis(ends, slot, 2)[..., 0], updated)
            kept = np.exp((updated - end) / DECAY)
            estimate = np.where(
                due, np.where(latency > estimate, latency, estimate * kept + latency * (1 - kept)), estimate
            )
            updated = end
            np.put_along_axis(ended, slot, False, 2)
            row, side = np.nonzero(due)
            self.ends[row, pair[row, side], slot[row, side, 0]] = -np.inf
        estimate = estimate * np.exp((updated - now[:, None]) / DECAY)
        self.estimate[rows, pair], self.updated[rows, pair] = estimate, now[:, None]
        return estimate

    def send(self, pod: np.ndarray, now: np.ndarray, noise: np.ndarray) -> None:
        latency = self.latency[self.rows, pod] * noise
        slot = self.ends[self.rows, pod].argmin(axis=1)
        if (self.ends[self.rows, pod, slot] > now).any():
            raise OverflowError("more requests in flight than slots")
        self.ends[self.rows, pod, slot] = now + latency
        self.took[self.rows, pod, slot] = latency


def balance(
    fleets: Sequence[Fleet], requests: int, span: float, warm_up: float, slots: int, rng: np.random.Generator
) -> Counted:
    """Sends so many requests to every fleet, all of one algorithm, and counts those after the warm-up, by whole spans of so many seconds."""
    pods = Pods(fleets, slots)
    ewma = fleets[0].algorithm == "ewma"
    rate = np.array([fleet.rate for fleet in fleets])
    whole = np.minimum((requests / rate * 0.98 - warm_up) / span, MOST_SPANS).astype(int)
    counts = np.zeros((len(fleets), int(whole.max()), pods.latency.shape[1]), dtype=np.int32)
    now = np.zeros(len(fleets))
    for _ in range(requests):
        now = now + rng.standard_exponential(len(fleets)) / rate
        first = (rng.random(len(fleets)) * pods.count).astype(int)
        if ewma:
            second = (first + 1 + (rng.random(len(fleets)) * (pods.count - 1)).astype(int)) % pods.count
        else:
            second = (rng.random(len(fleets)) * pods.count).astype(int)
        pair = np.stack([first, second], axis=1)
        load = pods.in_flight(pair, now).astype(float)
        if ewma:
            load = pods.estimates(pair, now) * (load + 1)
        chosen = np.where(load[:, 0] <= load[:, 1], first, second)
        pods.send(chosen, now, np.exp(REQUEST_SPREAD * (rng.standard_normal(len(fleets)) - REQUEST_SPREAD / 2)))
        at = ((now - warm_up) // span).astype(int)
        counted = (at >= 0) & (at < whole)
        counts[pods.rows[counted], at[counted], chosen[counted]] += 1
    return Counted(counts, whole)


def random_latencies(rng: np.random.Generator, pods: int) -> np.ndarray:
    return MEAN_LATENCY * rng.lognormal(0, POD_SPREAD, pods)
