"""Two pods behind peak EWMA, one slower than the other: how uneven the balancer makes them by design, request by request.

With two pods the largest skew there can be is near the limit, so that the far end of the distribution of fleets matters: the bias is fitted as a
line over the logarithm of the ratio of latencies.
"""

import numpy as np

from .balancers import MEAN_LATENCY, Fleet, balance
from .shares import Bias

RATIOS = (1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0)
REPLICAS = 6
REQUESTS = 40_000

Row = dict[str, float]


def skews_by_ratio(rates: tuple[float, ...], seed: int) -> list[Row]:
    """Skew of two pods at each ratio and rate."""
    rng = np.random.Generator(np.random.SFC64([seed, 2]))
    cells = [(rate, ratio) for rate in rates for ratio in RATIOS]
    fleets = [
        Fleet("ewma", rate, MEAN_LATENCY * np.array([ratio**-0.5, ratio**0.5]))
        for rate, ratio in cells
        for _ in range(REPLICAS)
    ]
    counts = balance(fleets, REQUESTS, 10.0, 12.0, 100 if max(rates) > 100 else 24, rng).spans.sum(axis=1)
    pairs = counts.reshape(len(cells), REPLICAS, 2).sum(axis=1)
    return [
        {"rate": rate, "ratio": ratio, "skew": round(float(2 * fast / (fast + slow)), 3)}
        for (rate, ratio), (fast, slow) in zip(cells, pairs)
    ]


def fitted(rows: list[Row], rate: float) -> Bias:
    of_rate = [row for row in rows if row["rate"] == rate]
    logs = np.log([row["ratio"] for row in of_rate])
    share = np.array([row["skew"] for row in of_rate]) / 2
    slope, start = np.polyfit(logs, np.log(share / (1 - share)) / logs, 1)
    return Bias(round(float(start), 3), round(float(slope), 3))
