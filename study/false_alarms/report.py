"""docs/false-alarms.md, from the results alone."""

from pathlib import Path
from string import Template
from typing import Any

from . import tables
from .rules import ROOT, Limits

PATH = ROOT / "docs" / "false-alarms.md"
TEXT = Path(__file__).with_name("false-alarms.md.in")


def write(results: dict[str, Any]) -> None:
    PATH.write_text(rendered(results))


def rendered(results: dict[str, Any]) -> str:
    alarms, detected, fits = results["false_alarms"], results["detection"], results["fits"]
    days = {row["pods"]: row["days"] for row in alarms}
    proof = results["equality"]
    chance = results["chance"]
    limits = {kind: Limits(**values) for kind, values in results["limits"].items()}
    values = {
        "fleets": f"{proof['fleets']}",
        "evaluations": f"{proof['evaluations']:,}",
        "fired": ", ".join(f"{name} in {count}" for name, count in proof["fleets_in_which_it_fires"].items()),
        "days": each_of(days),
        "bound": ", ".join(f"{2.9957 / count:.2g}" for count in sorted(set(days.values()), reverse=True)),
        "largest": f"{max(row['upper'] for row in alarms):.2g}",
        "verdict": verdict(alarms, detected),
        "alarm_tables": "\n\n".join(
            f"**{balancer}**\n\n{tables.alarms([row for row in alarms if row['balancer'] == balancer])}"
            for balancer in dict.fromkeys(row["balancer"] for row in alarms)
        ),
        "even": f"{limits['even'].threshold:g}",
        "weighing": f"{limits['weighing'].threshold:g}",
        "weighing_two": f"{limits['weighing'].skew(2):g}",
        "deviations": f"{limits['even'].deviations:g}",
        "minimum": f"{limits['even'].minimum:g}",
        "for": f"{limits['even'].uneven_for // 60}",
        "idle_for": f"{limits['even'].idle_for // 60}",
        "real": f"{chance['real_deviations']:g}",
        "poisson": f"{chance['poisson']:.0f}",
        "normal": f"{chance['normal']:.0f}",
        "why_six": tables.plain(
            results["why_six"],
            {
                "rate": "requests/s",
                "pods": "pods",
                "days": "days",
                "at_3": "3",
                "at_4": "4",
                "at_5": "5",
                "at_6": "6",
            },
        ),
        "detection": tables.detection(detected),
        "power": tables.power(results["power"]),
        "two_pods": tables.two_pods(results["two_pods"]),
        "tails": tables.plain(
            results["tails"],
            {"requests": "requests in a window", "at_3": "3 σ", "at_4": "4 σ", "at_5": "5 σ", "at_6": "6 σ"},
        ),
        "fits": tables.fits(fits),
        "fit_hours": f"{results['fit_hours']:,.0f}",
        "fit_requests": f"{results['fit_requests'] / 1e6:.0f}",
    }
    return Template(TEXT.read_text()).substitute(values)


def each_of(days: dict[int, int]) -> str:
    """One number if it is the same for all numbers of pods."""
    if len(set(days.values())) == 1:
        return f"{min(days.values()):,}"
    return ", ".join(f"{count:,} with {pods} pods" for pods, count in days.items())


def verdict(alarms: list[dict[str, Any]], detected: list[dict[str, Any]]) -> str:
    missed = [
        f"{row['balancer']}, {row['rate']:g}/s, {row['pods']} pods: a false alarm on {(row['uneven'] + row['idle']) / row['days']:.2%} of days"
        for row in alarms
        if not row["met"]
    ] + [
        f"{row['onset']} at {row['rate']:g}/s, {row['limits']} limits: found too late"
        for row in detected
        if not row["met"]
    ]
    if not missed:
        return f"All {len(alarms)} cells meet the target, and all onsets within reach are found in time."
    return f"Of {len(alarms)} cells and {len(detected)} onsets these miss the target:\n\n" + "\n".join(
        f"* {line}" for line in missed
    )
