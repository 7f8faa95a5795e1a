"""Asks promtool whether Prometheus comes to the same as the model."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from .expected import Expected
from .rules import POD_IDLE, SELECTOR, UNEVEN, UNEVEN_FOR_LONG, Spec
from .series import MINUTES, STEP, Fleet, Pod

Test = dict[str, Any]

SKEW = f"grpc_server:settled_requests_skew:ratio_rate5m{SELECTOR}"
TOLERANCE = 1e-9
BITS = 50
"""Evaluations in one number: a double holds 53 bits."""


def agrees(folder: Path, name: str, spec: Spec, interval: int, tests: list[Test]) -> bool:
    """Whether promtool finds every expectation met."""
    (folder / f"{name}.rules.json").write_text(json.dumps(spec))
    given = {
        "rule_files": [f"{name}.rules.json"],
        "evaluation_interval": f"{interval}s",
        # Without it promtool takes groups in any order, and alerts may see what was recorded one evaluation ago.
        "group_eval_order": [group["name"] for group in spec["groups"]],
        "tests": tests,
    }
    (folder / f"{name}.test.json").write_text(json.dumps(given))
    run = subprocess.run(
        [os.environ.get("PROMTOOL", "promtool"), "test", "rules", f"{name}.test.json"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    (folder / f"{name}.log").write_text(run.stdout + run.stderr)
    return run.returncode == 0


def test_of(fleet: Fleet, expected: Expected, interval: int, severity: dict[str, str]) -> Test:
    """A fleet as input, and the states of alerts at every evaluation as what is expected."""
    series = [entry for pod in fleet.pods for entry in input_series(pod)]
    evaluations = range(len(expected.times))
    blocks = [evaluations[start : start + BITS] for start in range(0, len(evaluations), BITS)]
    checks = [alerts_in(expected, block, interval, severity) for block in blocks]
    checks += [skew_at(expected, index) for index in evaluations[::10]]
    return {"interval": f"{STEP}s", "input_series": series, "promql_expr_test": checks}


def input_series(pod: Pod) -> list[dict[str, str]]:
    length = MINUTES * 60 // STEP + 1
    values = ["_"] * length
    for time, value in pod.samples:
        if time // STEP < length:
            values[int(time) // STEP] = str(int(value))
    labels = f'namespace="demo",pod="{pod.name}"'
    constant = f"x{length - 1}"
    series = [
        (f'kube_pod_status_ready{{condition="true",{labels}}}', f"{int(pod.ready)}{constant}"),
        (f"kube_pod_start_time{{{labels}}}", f"{pod.started}{constant}"),
        (f'up{{job="greeter",{labels}}}', f"1{constant}"),
    ]
    if pod.samples:
        counter = f'grpc_server_handled_total{{job="greeter",grpc_service="greet.Greeter",grpc_code="OK",{labels}}}'
        series.append((counter, " ".join(values)))
    return [{"series": name, "values": values} for name, values in series]


def alerts_in(expected: Expected, block: range, interval: int, severity: dict[str, str]) -> Test:
    """When each alert of the study is pending and firing, and that no other is: as a number with a bit per evaluation.

    A query per evaluation would say the same, and take ten times as long.
    """
    samples = []
    for (alert, pod), states in expected.states.items():
        for code, name in ((1, "pending"), (2, "firing")):
            bits = sum(1 << (index - block.start) for index in block if states[index] == code)
            if bits:
                labels = {
                    "alertname": alert,
                    "alertstate": name,
                    "grpc_server": "greeter",
                    "namespace": "demo",
                    "severity": severity[alert],
                    **({"pod": pod} if pod else {}),
                }
                rendered = ",".join(f'{key}="{value}"' for key, value in labels.items())
                samples.append({"labels": f"{{{rendered}}}", "value": bits})
    names = "|".join((UNEVEN, UNEVEN_FOR_LONG, POD_IDLE))
    bit = f"2 ^ ((vector(time()) - {block.start * interval}) / {interval})"
    # Half a step short of the next one: whether a range includes its start depends on the version.
    span = len(block) * interval - interval // 2
    expr = f'sum_over_time((ALERTS{{alertname=~"{names}"}} * on () group_left () ({bit}))[{span}s:{interval}s])'
    return check(expr, expected, block[-1], samples)


def skew_at(expected: Expected, index: int) -> Test:
    """The recorded skew, but for rounding; without traffic it is not a number, which equals nothing."""
    skew = float(expected.skew[index])
    if np.isnan(skew):
        return check(f"count({SKEW} == {SKEW})", expected, index, [])
    return check(f"count(abs({SKEW} - {skew!r}) < {TOLERANCE})", expected, index, [{"labels": "{}", "value": 1}])


def check(expr: str, expected: Expected, index: int, samples: list[Any]) -> Test:
    return {"expr": expr, "eval_time": f"{int(expected.times[index])}s", "exp_samples": samples}
