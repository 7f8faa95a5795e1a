"""study/results.json: written so that every run with the same seeds writes the same bytes."""

import json
from pathlib import Path
from typing import Any

from .rules import ROOT

PATH = ROOT / "study" / "results.json"
WIDTH = 120


def write(results: dict[str, Any], path: Path = PATH) -> None:
    path.write_text(rendered(results, 0) + "\n")


def read(path: Path = PATH) -> dict[str, Any]:
    return json.loads(path.read_text())


def rendered(value: Any, indent: int, key: str = "") -> str:
    """One line per row of a table, and no line that is too long."""
    line = one_line(value)
    nested = isinstance(value, list) and any(isinstance(item, dict) for item in value)
    if not nested and indent and indent + len(key) + len(line) < WIDTH:  # a comma follows
        return line
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        names = {name: f"{json.dumps(name)}: " for name in value}
        lines = [pad + names[name] + rendered(item, indent + 2, names[name]) for name, item in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(pad + rendered(item, indent + 2) for item in value) + "\n" + " " * indent + "]"
    return line


def one_line(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)}: {one_line(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(one_line(item) for item in value) + "]"
    return json.dumps(value)
