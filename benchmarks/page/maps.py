"""The map of many points, drawn."""

from typing import Any

import httpx2
from playwright.sync_api import Page

POINTS = 50_000
_FEED = """count => {
  const side = 65535;
  const spread = (i, by) => Math.floor(((i * by) % 1) * side);
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const items = { id: ids, x: ids.map(i => spread(i, 0.7548776662)), y: ids.map(i => spread(i, 0.5698402910)) };
  document.querySelector("pw-map").show({ side, items, words: [], layout: "many" });
}"""  # noqa: E501 - as it is read best
_FRAMES = """() => {
  const map = document.querySelector("pw-map");
  const times = [];
  const frame = (change) => {
    const from = performance.now();
    change();
    map.draw();
    times.push(performance.now() - from);
  };
  for (let i = 0; i < 40; i += 1) frame(() => map.panned(i % 2 ? 9 : -7, 5));
  for (let i = 0; i < 40; i += 1) frame(() => map.zoomed(500, 300, i < 20 ? 1.05 : 1 / 1.05));
  return times.sort((one, other) => one - other)[times.length / 2];
}"""


def made_map(address: str) -> dict[str, Any]:
    """Returns the map as the API answers it, once it is made.

    Args:
        address: Of the server.
    """
    with httpx2.Client(base_url=address, timeout=60) as http:
        while (answer := http.get("/v1/map")).status_code == httpx2.codes.ACCEPTED:
            pass  # it waits two seconds itself
    known: dict[str, Any] = answer.raise_for_status().json()
    return known


def frame_ms(page: Page) -> float:
    """Shows 50,000 points; returns the median time of a frame while they are moved and enlarged.

    Args:
        page: Shows a map.
    """
    page.evaluate(_FEED, POINTS)
    return float(page.evaluate(_FRAMES))
