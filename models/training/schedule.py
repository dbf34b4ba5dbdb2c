"""How the learning rate goes."""

import math

_WARM_UP = 100
"""Steps until the peak, or a tenth of all where that is fewer."""


def learning_rate_at(step: int, steps: int, peak: float) -> float:
    """Returns the rate of a step: linear warm-up, then half a cosine to zero.

    Loshchilov and Hutter 2017 (arXiv 1608.03983, eq. 5), without restarts.

    Args:
        step: From 0.
        steps: Of the whole run.
        peak: The highest rate.
    """
    ramp = min(1.0, (step + 1) / min(_WARM_UP, max(1, steps // 10)))
    return peak * ramp * 0.5 * (1 + math.cos(math.pi * step / steps))
