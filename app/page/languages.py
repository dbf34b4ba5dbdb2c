"""The languages of the page: strings in one file a language, chosen by the browser's preference."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DEFAULT = "en"
_STRINGS = files("app.page") / "strings"

Text = str | Mapping[str, str]
"""A sentence, or one a plural category of CLDR: `one` and `other` do for these languages."""


@dataclass(frozen=True)
class Language:
    """Strings of one language.

    Attributes:
        code: Such as `en`.
        texts: By key.
    """

    code: str
    texts: Mapping[str, Text]

    def say(self, key: str, **values: object) -> str:
        """Returns a string with its values in place.

        Args:
            key: Of the string.
            values: What stands for `{name}`; `count` chooses between one and several.

        Raises:
            KeyError: There is no such string, or a value is missing.
        """
        text = self.texts[key]
        if not isinstance(text, str):
            text = text.get("one", text["other"]) if values["count"] == 1 else text["other"]
        written = {
            name: f"{value:,}" if isinstance(value, int) else value
            for name, value in values.items()
        }
        return text.format(**written)


@cache
def languages() -> Mapping[str, Language]:
    """Returns every language that there is a file for, the default one first."""
    codes = sorted(
        (file.name.removesuffix(".json") for file in _STRINGS.iterdir()),
        key=lambda code: (code != DEFAULT, code),
    )
    return {
        code: Language(code, json.loads((_STRINGS / f"{code}.json").read_text("utf-8")))
        for code in codes
    }


def preferred_language(accepted: str) -> Language:
    """Returns the language that a browser likes best of those that there are.

    Args:
        accepted: The header `Accept-Language` (RFC 9110, 12.5.4); what cannot be read is passed
            over, and of what is liked equally the first counts.
    """
    known = languages()
    wanted = sorted(map(_read_range, accepted.split(",")), key=lambda own: -own[1])
    for code, liking in wanted:
        if liking > 0 and code == "*":
            break
        if liking > 0 and code in known:
            return known[code]
    return known[DEFAULT]


def is_other_script(text: str) -> bool:
    """Says whether some letter of a text is not of the Latin script."""
    return any(own.isalpha() and "LATIN" not in unicodedata.name(own, "") for own in text)


def _read_range(given: str) -> tuple[str, float]:
    """Reads `ko-KR;q=0.8` as the language's code and how much it is liked."""
    name, _, parameter = given.partition(";")
    quality = parameter.strip().removeprefix("q=") or "1"
    try:
        liking = float(quality)
    except ValueError:
        liking = 0.0
    return name.strip().lower().partition("-")[0], liking
