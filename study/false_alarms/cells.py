"""The cells of the study: balancer × requests per second × pods."""

from collections.abc import Iterable

import numpy as np

from .calibration import PODS, RATES, Fit
from .counts import levels
from .days import Cell
from .shares import Bias

ALL_RATES = (0.1, *RATES)
EVEN = ("round robin", "random")
"""Random balancing is held to the limits of round robin: it is what many clients that take turns come to."""
WEIGHING = {"least request": False, "ewma": True}
"""Whether the two pods that are compared always differ."""


def all_cells(fits: Iterable[Fit]) -> list[Cell]:
    known = {(fit.algorithm, fit.rate, fit.pods): fit for fit in fits}
    sizes = [(rate, pods) for rate in ALL_RATES for pods in PODS]
    even = [Cell(balancer, rate, pods) for balancer in EVEN for rate, pods in sizes]
    return even + [weighing_cell(known, balancer, rate, pods) for balancer in WEIGHING for rate, pods in sizes]


def weighing_cell(known: dict[tuple[str, float, int], Fit], balancer: str, rate: float, pods: int) -> Cell:
    """The bias follows the traffic of the day: between two calibrated rates it is interpolated by the logarithm of the rate."""
    at = np.log(rate * levels()[0])
    fitted = np.array([known[balancer, of, pods].bias for of in RATES])
    start, slope = (np.interp(at, np.log(RATES), column).round(3).tolist() for column in fitted.T)
    biases = tuple(Bias(*each) for each in zip(start, slope))
    excess = known[balancer, max(rate, RATES[0]), pods].excess
    return Cell(balancer, rate, pods, biases, WEIGHING[balancer], excess)


def kind_of(cell: Cell) -> str:
    """Which limits the library sets for such a balancer."""
    return "weighing" if cell.balancer in WEIGHING else "even"
