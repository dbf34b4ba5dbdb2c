"""`pixword settings`."""

from app.settings_page import settings_page


def show_settings() -> None:
    """Print every setting with its default, bounds and meaning, as Markdown."""
    print(settings_page(), end="")
