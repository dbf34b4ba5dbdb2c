"""Answers that come when a test lets them."""

from playwright.sync_api import Page, Route


class Held:
    """Holds what a page asks for at some addresses."""

    def __init__(self, page: Page, addresses: str) -> None:
        """Holds from now on.

        Args:
            page: That asks.
            addresses: As Playwright's `route` takes them.
        """
        self._page = page
        self._routes: list[Route] = []
        page.route(addresses, self._hold)

    def wait(self) -> None:
        """Waits until something is held."""
        while not self._routes:
            self._page.wait_for_timeout(20)

    def let_go(self) -> None:
        """Lets the server answer the newest one, which is waited for; those before stay held."""
        self.wait()
        self._routes.pop().continue_()

    def _hold(self, route: Route) -> None:
        self._routes.append(route)
