"""The proof that the model is the alerts: promtool evaluates the emitted rules on random fleets, and has to agree at every evaluation."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .expected import Expected, exact_rates, expected_of, fast_rates
from .promtool import Test, agrees, test_of
from .rules import Limits, Spec
from .series import Fleet, random_fleet

INTERVALS = (30, 60)


@dataclass(frozen=True)
class Batch:
    """Fleets under one rule set and evaluation interval: promtool reads one file of them."""

    name: str
    spec: Spec
    interval: int
    tests: list[Test]
    firing: dict[str, int]
    """Number of fleets in which an alert fires at some time."""
    evaluations: int


def prove(specs: dict[str, Spec], limits: dict[str, Limits], fleets: int, folder: Path) -> dict[str, object]:
    """Raises unless promtool agrees on all fleets, and disagrees as soon as one expectation is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = [(kind, interval) for kind in specs for interval in INTERVALS]
    rng = np.random.default_rng(20_240_601)
    batches = [batch(kind, specs[kind], limits[kind], interval, fleets // len(kinds), rng) for kind, interval in kinds]
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda b: agrees(folder, b.name, b.spec, b.interval, b.tests), batches))
    for one, agreed in zip(batches, results):
        if not agreed:
            raise SystemExit(f"promtool does not agree with the model: see {one.name}.log")
    control(folder, batches[0])
    fired = {name: sum(b.firing.get(name, 0) for b in batches) for name in batches[0].firing}
    return {
        "fleets": sum(len(b.tests) for b in batches),
        "evaluations": sum(b.evaluations for b in batches),
        "fleets_in_which_it_fires": fired,
    }


def batch(kind: str, spec: Spec, limits: Limits, interval: int, count: int, rng: np.random.Generator) -> Batch:
    severity = {
        rule["alert"]: rule["labels"]["severity"]
        for group in spec["groups"]
        for rule in group["rules"]
        if "alert" in rule
    }
    fleets: list[Fleet] = []
    expectations: list[Expected] = []
    while len(fleets) < count:
        fleet = random_fleet(rng, regular=len(fleets) % 2 == 0)
        expected = expected_of(fleet, limits, interval)
        if not expected.tie:
            check_fast_path(fleet, expected)
            fleets.append(fleet)
            expectations.append(expected)
    firing: dict[str, int] = {}
    for expected in expectations:
        fired = {alert for (alert, _), states in expected.states.items() if (states == 2).any()}
        for alert in {name for name, _ in expected.states}:
            firing[alert] = firing.get(alert, 0) + (alert in fired)
    tests = [test_of(fleet, expected, interval, severity) for fleet, expected in zip(fleets, expectations)]
    evaluations = sum(len(expected.times) for expected in expectations)
    return Batch(f"{kind}-{interval}", spec, interval, tests, dict(sorted(firing.items())), evaluations)


def check_fast_path(fleet: Fleet, expected: Expected) -> None:
    """The rates of the simulation are those that promtool confirms, for fleets such as are simulated."""
    if not fleet.regular:
        return
    fast = fast_rates(fleet, expected.times)
    exact = np.array([exact_rates(pod, expected.times) for pod in fleet.pods])
    whole = ~np.isnan(fast)
    if not np.allclose(fast[whole], exact[whole], rtol=1e-12, atol=1e-12):
        raise SystemExit("rates from counts differ from rates from samples")


def control(folder: Path, one: Batch) -> None:
    """A proof that cannot fail proves nothing: with one state changed, promtool must object."""
    checks = next(test for test in one.tests if any(check["exp_samples"] for check in test["promql_expr_test"]))
    changed = [dict(check) for check in checks["promql_expr_test"]]
    wrong = next(check for check in changed if check["exp_samples"])
    wrong["exp_samples"] = []
    if agrees(folder, "control", one.spec, one.interval, [{**checks, "promql_expr_test": changed}]):
        raise SystemExit("promtool accepts a wrong expectation: the proof is void")
