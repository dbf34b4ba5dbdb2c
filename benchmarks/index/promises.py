"""Which of the promised figures a run did not reach."""

from collections.abc import Mapping
from typing import Any

RECALL = 0.95
RECALL_AT_TEN_MILLION = 0.9
TIMES_FLAT = 5.0
MOST_RESIDENT_MB = 800.0
MOST_RESIDENT_AT_TEN_MILLION_MB = 16_384.0
MOST_START_S = 10.0
LEAST_ADDED_A_S = 2000.0
MOST_SLOWER = 3.0
_TEN_MILLION = 10_000_000


def broken_promises(figures: Mapping[str, Any], compared_at: int) -> list[str]:
    """Returns the names of the figures that were measured and missed."""
    checks: dict[str, bool] = {}
    growth = figures.get("growth", {})
    checks |= _checks_at(growth, compared_at)
    if large := growth.get("pixword", {}).get(str(_TEN_MILLION)):
        checks["recall at ten million"] = _best_recall(large) >= RECALL_AT_TEN_MILLION
        largest = max(large["peak_mb"], large["resident_mb"])
        checks["memory at ten million"] = largest <= MOST_RESIDENT_AT_TEN_MILLION_MB
    if table := figures.get("equal_recall"):
        checks["usearch and hnswlib"] = _holds_against_peers(table)
    for entry in figures.get("filtered", []):
        checks[f"filter of {entry['share']}"] = entry["recall"] >= RECALL
    if serving := figures.get("serving"):
        checks["start"] = serving["start_s"] <= MOST_START_S
        checks["adding"] = serving["added_a_s"] >= LEAST_ADDED_A_S
        checks["searches while adding"] = serving["slower"] < MOST_SLOWER
    return [name for name, held in checks.items() if not held]


def _checks_at(growth: Mapping[str, Any], count: int) -> dict[str, bool]:
    ours = growth.get("pixword", {}).get(str(count))
    flat = growth.get("flat", {}).get(str(count))
    if not ours or not flat:
        return {}
    good = [setting for setting in ours["settings"] if setting["recall"] >= RECALL]
    rate = max((setting["qps_two_cores"] for setting in good), default=0.0)
    scan = max(flat["batch_qps"], flat["settings"][0]["qps_two_cores"])
    return {
        "searches against a scan": rate >= TIMES_FLAT * scan,
        "memory": ours["resident_mb"] <= MOST_RESIDENT_MB,
    }


def _holds_against_peers(table: Mapping[str, Mapping[str, Any]]) -> bool:
    rate, memory = f"qps_per_core_at_{RECALL}", "resident_mb"
    ours = table["pixword"]
    others = [row for name, row in table.items() if name not in ("pixword", "flat") and row[rate]]
    if not ours[rate] or not others:
        return bool(ours[rate])
    better = max(others, key=lambda row: row[rate])
    return bool(ours[rate] >= better[rate] or ours[memory] <= better[memory] / 2)


def _best_recall(figures: Mapping[str, Any]) -> float:
    return max(setting["recall"] for setting in figures["settings"])
