"""What the page costs whoever opens it: bytes, paints, keystrokes, nodes, frames.

    python -m benchmarks.page [--visits 15]

A real server over the sample corpus, and a headless Chromium on the same machine. Each page is
opened by visitors who were never there, of a server and in a browser that have shown it before.
Asked, of medians: at most 150,000 bytes before pictures, the largest paint within a second, hits
within 150 ms of a keystroke, and a frame of the map of 50,000 points in 16 ms; and fewer than 500
elements at any moment while 10,000 items, on a server of their own, are scrolled through.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import Browser, Page

from benchmarks.load.served import add_samples, serving
from benchmarks.machine import describe_machine
from benchmarks.page.browsing import DESKTOP, started_browser
from benchmarks.page.costs import Transfers, largest_contentful_paint_ms
from benchmarks.page.keystrokes import keystroke_times
from benchmarks.page.many import MANY, MANY_SETTINGS, add_many, most_nodes_while_scrolling
from benchmarks.page.maps import POINTS, frame_ms, made_map
from benchmarks.page.promises import broken_promises

RESULTS = Path(__file__).parent.parent / "results" / "page.json"
PAGES = ("/", "/map", "/words", "/recipes")
QUERIES = ("a red car", "strawberry", "dog on a beach", "zebra - stripes + horse")


def main() -> None:
    """Runs the benchmark, prints and keeps the figures; exit code 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=15, help="visitors of each page")
    visits = parser.parse_args().visits
    with started_browser() as browser:
        figures = {"chromium": browser.version, **_of_samples(browser, visits)}
        figures |= {"items": MANY, "most_nodes": _of_many(browser)}
    kept = {"machine": describe_machine(), **figures}
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    missed = broken_promises(figures)
    sys.exit(f"missed: {', '.join(missed)}" if missed else 0)


def _of_samples(browser: Browser, visits: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        settings = {"PIXWORD_DATA": f"{folder}/data"}
        add_samples(settings)
        with serving(Path(folder), settings) as served:
            made_map(served.address)
            return {
                "visits": visits,
                "pages": {shown: _page(browser, served.address, shown, visits) for shown in PAGES},
                "keystroke_ms": _keystrokes(browser, served.address),
                "points": POINTS,
                "frame_ms": _frame(browser, served.address),
            }


def _page(browser: Browser, address: str, shown: str, visits: int) -> dict[str, float]:
    with _opened(browser, address, shown):
        pass  # from now on it has been shown before
    paints, taken = [], []
    for _ in range(visits):
        with _empty(browser, address) as page:
            transfers = Transfers(page)
            page.goto(shown, wait_until="networkidle")
            paints.append(largest_contentful_paint_ms(page))
            taken.append(transfers.bytes_without_pictures())
    return {
        "bytes_without_pictures": statistics.median(taken),
        "largest_paint_ms": round(statistics.median(paints), 1),
    }


def _keystrokes(browser: Browser, address: str) -> dict[str, float]:
    with _opened(browser, address, "/?q=strawberry") as page:
        page.goto("/", wait_until="networkidle")
        times = keystroke_times(page, QUERIES)
    return {
        "answered": len(times),
        "median": round(statistics.median(times), 1),
        "p95": round(statistics.quantiles(times, n=100, method="inclusive")[94], 1),
    }


def _frame(browser: Browser, address: str) -> float:
    with _opened(browser, address, "/map") as page:
        return round(frame_ms(page), 2)


def _of_many(browser: Browser) -> int:
    with tempfile.TemporaryDirectory() as folder:
        settings = {"PIXWORD_DATA": f"{folder}/data", **MANY_SETTINGS}
        with serving(Path(folder), settings) as served:
            with httpx2.Client(base_url=served.address, timeout=60) as http:
                add_many(http)
            with _opened(browser, served.address, "/") as page:
                return most_nodes_while_scrolling(page)


@contextmanager
def _opened(browser: Browser, address: str, shown: str) -> Iterator[Page]:
    with _empty(browser, address) as page:
        page.goto(shown, wait_until="networkidle")
        yield page


@contextmanager
def _empty(browser: Browser, address: str) -> Iterator[Page]:
    with closing(browser.new_context(base_url=address, **DESKTOP)) as context:
        yield context.new_page()


if __name__ == "__main__":
    main()
