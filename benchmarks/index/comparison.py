"""Compares peers at equal recall."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

RECALLS = (0.95, 0.97)


def rate_at(settings: Sequence[Mapping[str, float]], recall: float, rate: str) -> float | None:
    """Returns searches a second at a recall, between the measured settings; None beyond them.

    Along a sweep the logarithm of the rate is nearly linear in the recall.
    """
    ordered = sorted(settings, key=lambda setting: setting["recall"])
    recalls = [setting["recall"] for setting in ordered]
    if not recalls or recall > recalls[-1]:
        return None
    if recall < recalls[0]:
        return ordered[0][rate]  # it cannot be made faster by finding less
    logs = np.log([setting[rate] for setting in ordered])
    return float(np.exp(np.interp(recall, recalls, logs)))


def compare(peers: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Returns rate and memory of every peer at the compared recalls."""
    table: dict[str, dict[str, Any]] = {}
    for name, figures in peers.items():
        rates = {
            f"qps_per_core_at_{recall}": rate_at(figures["settings"], recall, "qps_one_core")
            for recall in RECALLS
        }
        table[name] = {**rates, "resident_mb": figures["resident_mb"]}
    return table


def slope(counts: Sequence[int], values: Sequence[float]) -> float:
    """Returns the exponent b of values = a·n^b, fitted to their logarithms."""
    return float(np.polyfit(np.log(counts), np.log(values), 1)[0])
