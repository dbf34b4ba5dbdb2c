"""Many users at once: what the server answers, how fast, and what it keeps.

    python -m benchmarks.load [--users 20] [--requests 2000] [--soak-minutes 0]
        [--parts batching users flood soak]

A real server over the sample corpus, its clients in a process of their own on the same machine. The
mix of requests is that of `benchmarks/load/asking.py`. Asked: no answer but 200 for the users, an
event loop that is never more than 50 ms late; 500 requests at once on a queue of 64 answered with
200, 429 or 503, and a query answered again within 5 s; memory, file descriptors and threads of a
soak flat within 2 %.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.load.asking import Asker
from benchmarks.load.batching import measure_batching
from benchmarks.load.served import Served, add_samples, serving
from benchmarks.load.soak import soak
from benchmarks.load.users import Answered, ask_as_users, ask_at_once
from benchmarks.machine import describe_machine

RESULTS = Path(__file__).parent.parent / "results" / "load.json"
PARTS = ("batching", "users", "flood", "soak")
MOST_LAG_MS, MOST_GROWTH, AT_ONCE, QUEUE, RECOVERED_S = 50.0, 0.02, 500, 64, 5.0


def main() -> None:
    """Runs the benchmark, prints and keeps the figures; exit code 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--soak-minutes", type=float, default=0, help="0 leaves the soak out")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    asked = parser.parse_args()
    figures: dict[str, Any] = {}
    if "batching" in asked.parts:
        figures["batching"] = measure_batching()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"PIXWORD_DATA": f"{folder}/data", "PIXWORD_MAX_REQUESTS": str(QUEUE)}
        figures |= _measure(Path(folder), settings, asked)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept |= figures | {"machine": describe_machine()}
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    missed = _missed(figures)
    sys.exit(f"missed: {', '.join(missed)}" if missed else 0)


def _measure(
    folder: Path, settings: Mapping[str, str], asked: argparse.Namespace
) -> dict[str, Any]:
    add_samples(settings)
    figures: dict[str, Any] = {}
    with serving(folder, settings) as served:
        ask_as_users(served.address, users=4, requests=100, seed=1)
        if "users" in asked.parts:
            figures["users"] = _as_users(served, asked.users, asked.requests)
        if "flood" in asked.parts:
            figures["flood"] = _flood(served)
        if "soak" in asked.parts and asked.soak_minutes:
            figures["soak"] = _soak(served, asked.soak_minutes * 60)
    return figures


def _as_users(served: Served, users: int, requests: int) -> dict[str, Any]:
    answered = ask_as_users(served.address, users, requests)
    return {"users": users, **_told(answered), **asdict(served.usage())}


def _flood(served: Served) -> dict[str, Any]:
    asker, usual_ms = Asker(seed=2), served.query_ms()
    answered = ask_at_once(served.address, [asker.text() for _ in range(AT_ONCE)])
    return {**_told(answered), "recovered": served.has_recovered(RECOVERED_S, usual_ms)}


def _soak(served: Served, seconds: float) -> dict[str, Any]:
    soaked = soak(served, seconds)
    held = {name: round(soaked.growth(name), 4) for name in asdict(soaked.usages[0])}
    last = asdict(soaked.usages[-1])
    return {
        "seconds": seconds,
        "requests": soaked.requests,
        "failures": len(soaked.failures),
        "growth": held,
        "at_the_end": last,
    }


def _told(answered: Answered) -> dict[str, Any]:
    return {
        "requests": len(answered.seconds),
        "statuses": {str(status): count for status, count in sorted(answered.statuses.items())},
        "a_second": round(answered.rate, 1),
        "median_ms": round(answered.quantile_ms(0.5), 1),
        "p95_ms": round(answered.quantile_ms(0.95), 1),
        "p99_ms": round(answered.quantile_ms(0.99), 1),
        "lag_ms": answered.lag_ms,
    }


def _missed(figures: Mapping[str, Any]) -> list[str]:
    users, flood, soaked = (figures.get(part) for part in PARTS[1:])
    checks = {
        "errors": not users or set(users["statuses"]) == {"200"},
        "lag": not users or users["lag_ms"] < MOST_LAG_MS,
        "flood": not flood or set(flood["statuses"]) <= {"200", "429", "503"},
        "recovery": not flood or flood["recovered"],
        "soak": not soaked
        or (not soaked["failures"] and max(soaked["growth"].values()) < MOST_GROWTH),
    }
    return [name for name, holds in checks.items() if not holds]


if __name__ == "__main__":
    main()
