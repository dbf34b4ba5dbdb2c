"""A collection of many items, and scrolling through it."""

import io

import httpx2
from PIL import Image
from playwright.sync_api import Page

from benchmarks.page.costs import node_count

MANY = 10_000
_PICTURES = 100
_A_REQUEST = 1000
_SCROLLS = 400
_BETWEEN_MS = 20
# For the server that is filled: light encoders, and requests that hold many items.
MANY_SETTINGS = {
    "PIXWORD_SPACE": "colour-names",
    "PIXWORD_RATE_PER_MINUTE": "0",
    "PIXWORD_MAX_PICTURES": str(_A_REQUEST),
}


def add_many(http: httpx2.Client) -> None:
    """Adds 10,000 items to an empty collection: notes, and last some pictures of several sizes.

    Args:
        http: Of a server with `MANY_SETTINGS`.
    """
    notes = [{"captions": [f"note {number}"]} for number in range(MANY - _PICTURES)]
    for first in range(0, len(notes), _A_REQUEST):
        items = notes[first : first + _A_REQUEST]
        http.post("/v1/items", json={"items": items}).raise_for_status()
    files = [("pictures", (f"{number}.png", _picture(number))) for number in range(_PICTURES)]
    http.post("/v1/items", files=files).raise_for_status()


def most_nodes_while_scrolling(page: Page) -> int:
    """Scrolls until the page says that it has reached all items; returns the most elements it had.

    Args:
        page: Shows the gallery.

    Raises:
        TimeoutError: It has not reached them.
    """
    status, most = page.locator("#status"), 0
    for _ in range(_SCROLLS):
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(_BETWEEN_MS)
        most = max(most, node_count(page))
        if status.inner_text() == f"{MANY:,} pictures":
            return most
    raise TimeoutError(f"the end was not reached: {status.inner_text()}")


def _picture(number: int) -> bytes:
    buffer = io.BytesIO()
    size = (40 + number * 7 % 200, 40 + number * 13 % 120)
    Image.new("RGB", size, (number, 99, 200)).save(buffer, "PNG")
    return buffer.getvalue()
