"""Using the map as somebody does."""

import time
from collections.abc import Sequence

from playwright.sync_api import FloatRect, Page

VIEW_OF = "id => { const map = document.querySelector('pw-map'); return map.scene.viewOf(map.places.ids.indexOf(id)); }"


def until(page: Page, expression: str) -> None:
    """Waits in this process: the policy of the page forbids what Playwright would do in it."""
    deadline = time.monotonic() + 15
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"never: {expression}"
        page.wait_for_timeout(50)


def stage(page: Page) -> FloatRect:
    """The box of what is drawn, on the screen."""
    box = page.locator(".map-stage").bounding_box()
    assert box
    return box


def at(page: Page, item: int) -> tuple[float, float]:
    """Where an item is seen on the screen."""
    left, top = page.evaluate(VIEW_OF, item)
    box = stage(page)
    return box["x"] + left, box["y"] + top


def draw_around(page: Page, corners: Sequence[tuple[float, float]]) -> None:
    """Draws a lasso through fractions of the stage."""
    box = stage(page)
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.get_by_role("button", name="Draw around pictures").click()
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()
