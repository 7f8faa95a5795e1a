"""rate() of Prometheus, sample by sample, for whatever series: counters that reset, start late or miss scrapes."""

from bisect import bisect_right
from collections.abc import Sequence
from math import inf

Sample = tuple[float, float]
"""Time and value."""


def rate(samples: Sequence[Sample], now: float, window: float) -> float | None:
    """What `rate(counter[window])` says at a time, or nothing."""
    start = now - window
    seen = samples[bisect_right(samples, (start, inf)) : bisect_right(samples, (now, inf))]
    if len(seen) < 2:
        return None
    (first_time, first_value), (last_time, _) = seen[0], seen[-1]
    values = [value for _, value in seen]
    # A counter that falls has started again from zero.
    growth = sum(after if after < before else after - before for before, after in zip(values, values[1:]))
    sampled = last_time - first_time
    between = sampled / (len(seen) - 1)
    to_start, to_end = first_time - start, now - last_time
    if growth > 0:
        # No counter was ever below zero: it is not extrapolated to before that.
        to_start = min(to_start, sampled * first_value / growth)
    extrapolated = sampled + reach(to_start, between) + reach(to_end, between)
    return growth * extrapolated / sampled / window


def reach(gap: float, between: float) -> float:
    """How far is extrapolated into a gap at an end of the window: a wide one means that the series starts or ends there."""
    return gap if gap < between * 1.1 else between / 2
