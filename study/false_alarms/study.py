"""Everything the study computes, as plain data."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np

from . import calibration, detection, two_pods
from .approximation import poisson_upper
from .cells import ALL_RATES, kind_of
from .days import Alarms, Cell, simulate
from .rules import Limits

SEED = 20_240_601
TARGET = 1e-3
"""False alarms per server-day, which the upper bound has to stay below."""
GRACE = 120
"""Seconds beyond window and `for` within which an onset has to be found."""
WINDOW = 300
RUNS = 2000
POWER_PODS = (2, 5, 20)
BATCHES = (calibration.RATES[:-1], calibration.RATES[-1:])
"""Rates that are simulated request by request together."""

Row = dict[str, Any]
LimitsByKind = dict[str, Limits]


def parallel(job: Callable[..., Any], arguments: Iterable[tuple[Any, ...]]) -> list[Any]:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return [future.result() for future in [pool.submit(job, *each) for each in arguments]]


def two_pod_skews() -> list[Row]:
    return sum(parallel(two_pods.skews_by_ratio, [(rates, SEED) for rates in BATCHES]), [])


def calibrated(skews: list[Row]) -> list[calibration.Fit]:
    two = {"ewma": {rate: two_pods.fitted(skews, rate) for rate in calibration.RATES}, "least request": {}}
    batches = [(algorithm, rates, two[algorithm], SEED) for algorithm in two for rates in BATCHES]
    return sum(parallel(calibration.calibrated_batch, batches), [])


def false_alarms(cells: list[Cell], limits: LimitsByKind, days: dict[int, int]) -> list[Row]:
    """The largest cells first, so that no processor waits for the last one; the seeds are those of the cells, whatever the order."""
    order = sorted(range(len(cells)), key=lambda index: -cells[index].pods)
    jobs = [(cells[i], limits[kind_of(cells[i])], days[cells[i].pods], cell_seed(cells[i])) for i in order]
    found: dict[int, Alarms] = dict(zip(order, parallel(simulate, jobs)))
    return [alarm_row(cell, found[index]) for index, cell in enumerate(cells)]


def cell_seed(cell: Cell) -> list[int]:
    return [SEED, *cell.balancer.encode(), round(cell.rate * 10), cell.pods]


def alarm_row(cell: Cell, alarms: Alarms) -> Row:
    upper = poisson_upper(alarms.either) / alarms.days
    return {
        "balancer": cell.balancer,
        "rate": cell.rate,
        "pods": cell.pods,
        "days": alarms.days,
        "uneven": alarms.uneven,
        "idle": alarms.idle,
        "upper": round(upper, 6),
        "met": upper < TARGET,
    }


def why_six(limits: Limits, days: int) -> list[Row]:
    """Random balancing, where chance is largest: one setting of the bound after another."""
    cells = [Cell("random", rate, pods) for rate, pods in ((1.0, 5), (10.0, 20), (10.0, 50))]
    settings = (3.0, 4.0, 5.0, 6.0)
    jobs = [
        (cell, replace(limits, deviations=bound), days, [1, *cell_seed(cell)]) for cell in cells for bound in settings
    ]
    found = parallel(simulate, jobs)
    rows: list[Row] = []
    for index, cell in enumerate(cells):
        of_cell = found[index * len(settings) : (index + 1) * len(settings)]
        alarms = {f"at_{bound:g}": each.uneven for bound, each in zip(settings, of_cell)}
        rows.append({"rate": cell.rate, "pods": cell.pods, "days": days, **alarms})
    return rows


def times_to_detect(limits: LimitsByKind, rates: tuple[float, ...] = ALL_RATES, runs: int = RUNS) -> list[Row]:
    jobs = [(kind, limits[kind], onset, rate, runs) for kind in limits for onset in detection.ONSETS for rate in rates]
    return parallel(detection_row, jobs)


def detection_row(kind: str, limits: Limits, onset: detection.Onset, rate: float, runs: int) -> Row:
    """An onset that leaves pods too little traffic to judge is out of reach of the alerts, by their minimum."""
    rng = np.random.Generator(np.random.SFC64([SEED, round(rate * 10), len(onset.shares)]))
    found = detection.detect(limits, onset.shares, rate, runs, rng)
    pods = len(onset.shares)
    reachable = rate / pods * WINDOW > limits.minimum
    # A limit that no skew of so few pods passes leaves them to GrpcPodIdle.
    judged = found.uneven if max(onset.shares) * pods > limits.skew(pods) else found.idle
    target = WINDOW + (limits.uneven_for if judged is found.uneven else limits.idle_for) + GRACE
    return {
        "limits": kind,
        "onset": onset.name,
        "rate": rate,
        "uneven": times(found.uneven),
        "idle": times(found.idle),
        "target": target,
        "reachable": reachable,
        "met": not reachable or bool(judged.max() <= target),
    }


def times(found: np.ndarray) -> Row | None:
    """Median, 95th percentile and maximum in seconds; none unless every run ended with the alert."""
    if not np.isfinite(found).all():
        return None
    median, high = np.quantile(found, (0.5, 0.95))
    return {"median": round(float(median)), "p95": round(float(high)), "max": round(float(found.max()))}


def power(limits: LimitsByKind) -> list[Row]:
    """The smallest skew that is found within half an hour in 99 % of runs."""
    jobs = [(kind, limits[kind], pods, rate) for kind in limits for pods in POWER_PODS for rate in ALL_RATES]
    return parallel(power_row, jobs)


def power_row(kind: str, limits: Limits, pods: int, rate: float) -> Row:
    seed = [SEED, pods, round(rate * 10)]
    skew = detection.smallest_skew(limits, pods, rate, detection.HORIZON, 1000, seed)
    return {"limits": kind, "pods": pods, "rate": rate, "skew": skew}
