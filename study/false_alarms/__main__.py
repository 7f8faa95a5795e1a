"""Runs the study, or with --quick the proof and some cells; ends with 1 if a target is missed."""

import argparse
import sys
import time
from dataclasses import asdict
from typing import Any

from . import approximation, report, results, study
from .calibration import ALGORITHMS, FLEETS, PODS, RATES, REQUESTS, Fit
from .cells import all_cells
from .equality import prove
from .rules import ROOT, emitted_rules, limits_of
from .shares import Bias

FOLDER = ROOT / ".cache" / "study"
DAYS = dict.fromkeys(PODS, 5000)
"""Server-days per cell, by pods."""
QUICK_DAYS = 3200
STARTED = time.monotonic()
QUICK = {
    ("round robin", 1, 5),
    ("random", 1, 5),
    ("random", 10, 10),
    ("least request", 1000, 5),
    ("ewma", 1, 5),
    ("ewma", 10, 2),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="study/run.sh", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="in half a minute; writes nothing")
    quick = parser.parse_args().quick
    specs = emitted_rules()
    limits = {kind: limits_of(spec) for kind, spec in specs.items()}
    equality = prove(specs, limits, 40 if quick else 240, FOLDER)
    say(f"promtool agrees on {equality['fleets']} fleets, {equality['evaluations']} evaluations")
    found = quick_results(limits) if quick else full_results(limits, equality)
    missed = [row for row in found["false_alarms"] + found["detection"] if not row["met"]]
    for row in missed:
        say(f"target missed: {row}")
    say(f"{len(found['false_alarms'])} cells, {len(found['detection'])} onsets, {len(missed)} targets missed")
    return 1 if missed else 0


def full_results(limits: study.LimitsByKind, equality: dict[str, object]) -> dict[str, Any]:
    skews = study.two_pod_skews()
    fits = study.calibrated(skews)
    say("balancers simulated request by request")
    found: dict[str, Any] = {
        "limits": {kind: asdict(values) for kind, values in limits.items()},
        "equality": equality,
        "false_alarms": study.false_alarms(all_cells(fits), limits, DAYS),
    }
    say("days simulated")
    fleets = FLEETS * len(PODS) * len(ALGORITHMS)
    found |= {
        "why_six": study.why_six(limits["even"], 2000),
        "chance": approximation.chance(limits["even"].deviations, limits["even"].minimum),
        "detection": study.times_to_detect(limits),
        "power": study.power(limits),
        "two_pods": skews,
        "tails": approximation.tail_ratios(),
        "fit_requests": fleets * len(RATES) * REQUESTS,
        "fit_hours": round(fleets * sum(REQUESTS / rate for rate in RATES) / 3600),
        "fits": [asdict(fit) for fit in fits],
    }
    results.write(found)
    report.write(results.read())
    return found


def quick_results(limits: study.LimitsByKind) -> dict[str, Any]:
    """With what the full run has fitted, which has to be of the limits that are in force."""
    stored = results.read()
    if stored["limits"] != {kind: asdict(values) for kind, values in limits.items()}:
        raise SystemExit("the limits of the alerts have changed: run study/run.sh and look at what it says")
    if report.PATH.read_text() != report.rendered(stored):
        raise SystemExit("docs/false-alarms.md is not what study/results.json says: run study/run.sh")
    fits = [Fit(**{**row, "bias": Bias(*row["bias"])}) for row in stored["fits"]]
    cells = [cell for cell in all_cells(fits) if (cell.balancer, cell.rate, cell.pods) in QUICK]
    return {
        "false_alarms": study.false_alarms(cells, limits, dict.fromkeys(DAYS, QUICK_DAYS)),
        "detection": study.times_to_detect(limits, rates=(1.0, 10.0), runs=500),
    }


def say(line: str) -> None:
    print(f"{time.monotonic() - STARTED:6.0f} s  {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
