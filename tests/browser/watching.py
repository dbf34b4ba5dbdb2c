"""What a browser finds wrong while somebody uses a page."""

from playwright.sync_api import ConsoleMessage, Error, Page, Request

# The page's own doing: it went elsewhere, or has no more use for an answer.
_GIVEN_UP = "net::ERR_ABORTED"
# The console says so where it is the page's policy; without scripts, what is preloaded for them.
_FORBIDDEN = "csp"
_INSIDE = ("about:", "blob:", "data:")


class Watch:
    """Collects what goes wrong in a page from when it is opened.

    Violations of the Content-Security-Policy, and answers of 400 and above, are errors of the console.
    """

    def __init__(self, page: Page, address: str) -> None:
        """Watches a page of the server at that address."""
        self._own = address.rstrip("/") + "/"
        self.troubles: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._catch)
        page.on("request", self._follow)
        page.on("requestfailed", self._miss)

    def expect(self, text: str) -> None:
        """Forgives what a test brought about, which must have happened.

        Args:
            text: Is in each trouble that is meant.
        """
        meant = [trouble for trouble in self.troubles if text in trouble]
        assert meant, f"{text!r} did not happen: {self.troubles}"
        self.troubles = [trouble for trouble in self.troubles if trouble not in meant]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            at = message.location["url"]
            self.troubles.append(f"console {message.type}: {message.text} ({at})")

    def _catch(self, error: Error) -> None:
        self.troubles.append(f"uncaught: {error}")

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((self._own, *_INSIDE)):
            self.troubles.append(f"asked elsewhere: {request.url}")

    def _miss(self, request: Request) -> None:
        if request.failure not in {_GIVEN_UP, _FORBIDDEN}:
            self.troubles.append(f"failed: {request.url}: {request.failure}")
