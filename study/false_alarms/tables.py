"""Tables in Markdown."""

from collections.abc import Iterable, Sequence
from typing import Any

Row = dict[str, Any]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def grid(rows: list[Row], cell: Any, label: str = "requests/s") -> str:
    """Rates down, numbers of pods across."""
    pods = sorted({row["pods"] for row in rows})
    rates = sorted({row["rate"] for row in rows})
    at = {(row["rate"], row["pods"]): row for row in rows}
    head = [label, *(f"{count} pods" for count in pods)]
    return table(head, [[number(rate), *(cell(at[rate, count]) for count in pods)] for rate in rates])


def number(value: float) -> str:
    return f"{value:,g}" if value < 1000 else f"{value:,.0f}"


def alarms(rows: list[Row]) -> str:
    def cell(row: Row) -> str:
        days = row["uneven"] + row["idle"] and f"{row['uneven']} + {row['idle']}"
        return f"{days}" if row["met"] else f"**{days}** (< {row['upper']:.2g} a day)"

    return grid(rows, cell)


def detection(rows: list[Row]) -> str:
    """Median and longest time of each alert, in seconds."""
    reachable = [row for row in rows if row["reachable"]]

    def span(times: Row | None) -> str:
        return f"{times['median']} / {times['max']}" if times else "–"

    head = ["limits", "onset", "requests/s", "GrpcRequestsUneven", "GrpcPodIdle", "target"]
    return table(
        head,
        (
            [
                row["limits"],
                row["onset"],
                number(row["rate"]),
                span(row["uneven"]) if row["met"] else f"**{span(row['uneven'])}**",
                span(row["idle"]),
                f"{row['target']}",
            ]
            for row in reachable
        ),
    )


def power(rows: list[Row]) -> str:
    head = ["limits", "pods", *(f"{number(rate)}/s" for rate in sorted({row["rate"] for row in rows}))]
    sizes = sorted({(row["limits"], row["pods"]) for row in rows})
    return table(
        head,
        (
            [
                kind,
                str(pods),
                *(f"{row['skew'] or '–'}" for row in rows if (row["limits"], row["pods"]) == (kind, pods)),
            ]
            for kind, pods in sizes
        ),
    )


def fits(rows: list[Row]) -> str:
    head = ["balancer", "requests/s", "pods", "window", "request by request", "approximation"]
    return table(
        head,
        (
            [
                row["algorithm"],
                number(row["rate"]),
                str(row["pods"]),
                f"{row['window']:g} s",
                " / ".join(f"{value:.2f}" for value in row["skew"]),
                " / ".join(f"{value:.2f}" for value in row["approximated"]),
            ]
            for row in rows
        ),
    )


def two_pods(rows: list[Row]) -> str:
    """Ratios down, rates across."""
    at = {(row["ratio"], row["rate"]): f"{row['skew']:.2f}" for row in rows}
    ratios, rates = (sorted({key[index] for key in at}) for index in (0, 1))
    head = ["slower by", *(f"{number(rate)}/s" for rate in rates)]
    return table(head, ([number(ratio), *(at[ratio, rate] for rate in rates)] for ratio in ratios))


def plain(rows: list[Row], names: dict[str, str]) -> str:
    return table(list(names.values()), ([number(row[key]) for key in names] for row in rows))
