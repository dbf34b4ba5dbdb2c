"""How long hits take after a keystroke."""

from collections.abc import Sequence

from playwright.sync_api import Page

_DELAY_MS = 200  # between keystrokes, in which each is answered
_REST_MS = 500
# From a keystroke to the moment at which its hits stand in the gallery.
_TIME = """() => {
  window.keystrokes = [];
  let typed = 0;
  document.querySelector("input[type=search]").addEventListener("input", () => { typed = performance.now(); }, true);
  const gallery = document.querySelector("pw-gallery");
  new MutationObserver(() => {
    if (!gallery.hasAttribute("aria-busy")) window.keystrokes.push(performance.now() - typed);
  }).observe(gallery, { attributeFilter: ["aria-busy"] });
}"""  # noqa: E501 - as it is read best


def keystroke_times(page: Page, queries: Sequence[str]) -> list[float]:
    """Types queries one after the other; returns how long hits took, in milliseconds.

    What is no query yet (`zebra -`) is not asked for: there are fewer times than keystrokes.

    Args:
        page: Shows the gallery.
        queries: What is typed.
    """
    page.evaluate(_TIME)
    field = page.get_by_role("searchbox")
    for query in queries:
        field.fill("")
        field.press_sequentially(query, delay=_DELAY_MS)
    page.wait_for_timeout(_REST_MS)
    return [float(own) for own in page.evaluate("window.keystrokes")]
