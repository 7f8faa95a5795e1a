"""The alerts as the library emits them, and the numbers in their expressions."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

SELECTOR = '{grpc_server="greeter",namespace="demo"}'
UNEVEN, UNEVEN_FOR_LONG, POD_IDLE = "GrpcRequestsUneven", "GrpcRequestsUnevenForLong", "GrpcPodIdle"

Spec = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """What the alerts compare with; read from the rules, so that the study follows them."""

    threshold: float
    """Skew that is passed with many pods."""
    per_pod: float | None
    """Part of the largest possible skew that is passed with few pods; none if the threshold is the same for all."""
    deviations: float
    minimum: float
    uneven_for: int
    uneven_for_long_for: int
    idle_for: int

    def skew(self, pods: int) -> float:
        """The skew that so many pods have to pass."""
        if self.per_pod is None:
            return self.threshold
        return 1 + min(self.per_pod * (pods - 1), self.threshold - 1)


def emitted_rules() -> dict[str, Spec]:
    """The real output of the library, for algorithms that aim at even shares and for those that weigh load."""
    script = ["node", "--import", "tsx", "study/rules.ts"]
    printed = subprocess.run(script, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {kind: needed(spec) for kind, spec in json.loads(printed).items()}


def needed(spec: Spec) -> Spec:
    """The alerts of the study, unchanged, and the recording rules that they read, directly or not."""
    names = {UNEVEN, UNEVEN_FOR_LONG, POD_IDLE}
    groups: list[Spec] = []
    for group in reversed(spec["groups"]):  # rules read only those before them
        rules: list[Spec] = []
        for rule in reversed(group["rules"]):
            if rule.get("alert", rule.get("record")) in names:
                names.update(re.findall(r"[a-z_]+(?::[a-z0-9_]+)+", rule["expr"]))
                rules.insert(0, rule)
        groups.insert(0, {**group, "rules": rules})
    return {"groups": groups}


def limits_of(spec: Spec) -> Limits:
    """The numbers of a rule set; an expression of another shape is an error, as the model would no longer hold."""
    rules = {rule["alert"]: rule for group in spec["groups"] for rule in group["rules"] if "alert" in rule}
    uneven, long, idle = (rules[name] for name in (UNEVEN, UNEVEN_FOR_LONG, POD_IDLE))
    first, chance, traffic = uneven["expr"].replace(SELECTOR, "").split("\nand ")
    number = r"([0-9.]+)"
    skew = r"grpc_server:settled_requests_skew:ratio_rate5m"
    average = r"grpc_server:settled_requests:avg_rate5m \* 300"
    pods = r"count without \(pod\) \(grpc_server_pod:settled_requests:rate5m\)"
    clamped = rf"1 \+ clamp_max\((?:{number} \* \()?{pods} - 1\)?, {number}\)"
    (deviations,) = matched(rf"\({skew} - 1\) \* sqrt\({average}\) > {number}", chance)
    (minimum,) = matched(rf"{average} > {number}", traffic)
    plain = re.fullmatch(rf"{skew} > {number}", first)
    if plain:
        threshold, per_pod = float(plain[1]), None
    else:
        per_pod, above_one = matched(rf"{skew} > {clamped}", first)
        threshold = 1 + above_one
    return Limits(
        threshold, per_pod, deviations, minimum, seconds(uneven["for"]), seconds(long["for"]), seconds(idle["for"])
    )


def matched(pattern: str, expr: str) -> list[float]:
    match = re.fullmatch(pattern, expr)
    if not match:
        raise SystemExit(f"the model does not know this expression, adapt both:\n{expr}")
    return [1.0 if group is None else float(group) for group in match.groups()]


def seconds(duration: str) -> int:
    units = {"h": 3600, "m": 60, "s": 1}
    return sum(int(count) * units[unit] for count, unit in re.findall(r"(\d+)([hms])", duration))
