"""What the model says of a fleet, evaluation by evaluation."""

from dataclasses import dataclass

import numpy as np

from . import alerts
from .prometheus import rate
from .rules import POD_IDLE, UNEVEN, UNEVEN_FOR_LONG, Limits
from .series import MINUTES, Fleet, Pod

SETTLING = 900
"""Seconds after which a pod counts as settled: the default convergence of 10 min, and the window."""


@dataclass(frozen=True)
class Expected:
    times: np.ndarray
    skew: np.ndarray
    """Of settled pods, at each time."""
    states: dict[tuple[str, str], np.ndarray]
    """By alert and pod (empty, if it is not of one): 0 inactive, 1 pending, 2 firing."""
    tie: bool
    """Whether a comparison is so close that the last bit decides, and with it the order of additions."""


def expected_of(fleet: Fleet, limits: Limits, interval: int) -> Expected:
    times = np.arange(0, MINUTES * 60 + 1, interval)
    pods = [pod for pod in fleet.pods if pod.ready] or fleet.pods[:1]
    rates = np.array([exact_rates(pod, times) for pod in pods])
    settled = np.array([times - pod.started > SETTLING for pod in pods])
    every = np.ones_like(settled)
    average = mean_of(rates, every)
    uneven = uneven_of(limits, rates, settled)
    # The slow alert covers what the fast one does not see: skew that young pods have part in.
    uneven_for_long = uneven_of(limits, rates, every) & ~uneven
    states = {
        (UNEVEN, ""): state(uneven, limits.uneven_for, interval),
        (UNEVEN_FOR_LONG, ""): state(uneven_for_long, limits.uneven_for_long_for, interval),
    }
    for index, pod in enumerate(pods):
        active = alerts.idle(limits, rates[index], average) & settled[index]
        states[POD_IDLE, pod.name] = state(active, limits.idle_for, interval)
    with np.errstate(invalid="ignore"):
        skew = np.where(settled, rates, 0).max(axis=0) / mean_of(rates, settled)
    tie = tied(limits, rates, settled) or tied(limits, rates, every)
    return Expected(times, skew, states, tie)


def fast_rates(fleet: Fleet, times: np.ndarray) -> np.ndarray:
    """The rates of a regular fleet as the simulation takes them; NaN before the first whole window."""
    first = alerts.WINDOW
    rates = np.full((len(fleet.pods), len(times)), np.nan)
    whole = times >= first
    for index, pod in enumerate(fleet.pods):
        # The increment that ends at the last scrape before each time closes its window.
        last = np.array([sum(at <= time for at, _ in pod.samples) for time in times[whole]])
        rates[index, whole] = alerts.rates_of_counts(pod.counts[1:].astype(float))[last - alerts.SCRAPES]
    return rates


def exact_rates(pod: Pod, times: np.ndarray) -> list[float]:
    """A pod without a rate counts as zero."""
    return [rate(pod.samples, time, alerts.WINDOW) or 0.0 for time in times.tolist()]


def mean_of(rates: np.ndarray, where: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.where(where, rates, 0).sum(axis=0) / where.sum(axis=0)


def uneven_of(limits: Limits, rates: np.ndarray, where: np.ndarray) -> np.ndarray:
    return alerts.uneven(limits, np.where(where, rates, 0).max(axis=0), mean_of(rates, where), where.sum(axis=0))


def tied(limits: Limits, rates: np.ndarray, where: np.ndarray) -> bool:
    average = mean_of(rates, where)
    with np.errstate(invalid="ignore"):
        skew = np.where(where, rates, 0).max(axis=0) / average
        pairs = (
            (skew, np.vectorize(limits.skew)(where.sum(axis=0))),
            ((skew - 1) * np.sqrt(average * alerts.WINDOW), limits.deviations),
            (average * alerts.WINDOW, limits.minimum),
        )
        return any(bool((np.abs(value / limit - 1) < 1e-9).any()) for value, limit in pairs)


def state(active: np.ndarray, hold: int, interval: int) -> np.ndarray:
    return active.astype(int) + alerts.firing(active, hold, interval)
