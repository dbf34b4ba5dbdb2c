"""What a page costs whoever opens it."""

from playwright.sync_api import Page, Request

_LARGEST_PAINT = """() => new Promise(resolve => {
  const kind = "largest-contentful-paint";
  new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
    .observe({type: kind, buffered: true});
})"""


def largest_contentful_paint_ms(page: Page) -> float:
    """Returns when the largest text or picture was drawn, of those drawn until now.

    Waits for the first if nothing was drawn yet. Counted from the start of the navigation.
    """
    return float(page.evaluate(_LARGEST_PAINT))


def node_count(page: Page) -> int:
    """Returns the number of elements in the document."""
    return page.locator("*").count()


class Transfers:
    """Counts what a page takes over the wire from now on."""

    def __init__(self, page: Page) -> None:
        """Listens to a page."""
        self._requests: list[Request] = []
        page.on("requestfinished", self._count)

    def bytes_without_pictures(self) -> int:
        """Returns the bytes of all answers but pictures, with their headers."""
        counted = (r.sizes() for r in self._requests if r.resource_type != "image")
        return sum(s["responseHeadersSize"] + s["responseBodySize"] for s in counted)

    def _count(self, request: Request) -> None:
        self._requests.append(request)
