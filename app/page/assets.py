"""Scripts and styles of the page, which browsers keep for as long as they do not change."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response

from app.access import public
from app.exceptions import NoSuchAsset

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_VERSION_CHARACTERS = 12
_FOREVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Assets:
    """The files of one version of the page.

    Attributes:
        contents: By file name.
        packed: The same by gzip, for texts: they are a third as long.
        version: Of all of them together; it changes when one of them does.
    """

    contents: Mapping[str, bytes]
    packed: Mapping[str, bytes]
    version: str

    def address(self, name: str) -> str:
        """Returns where a file is served.

        Raises:
            KeyError: There is no such file.
        """
        if name not in self.contents:
            raise KeyError(name)
        return f"/page/{self.version}/{name}"


@cache
def assets() -> Assets:
    """Reads the files that the package brings."""
    found = sorted((files("app.page") / "static").iterdir(), key=lambda file: file.name)
    contents = {
        file.name: file.read_bytes() for file in found if file.name.rpartition(".")[2] in _TYPES
    }
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name} {len(content)}\n".encode() + content)
    packed = {name: gzip.compress(content, mtime=0) for name, content in contents.items()}
    return Assets(contents, packed, digest.hexdigest()[:_VERSION_CHARACTERS])


@router.get("/page/{version}/{name}")
@public
async def asset(request: Request, version: str, name: str) -> Response:
    """Hands out a file; of whatever version was asked for, this one is what there is."""
    own = assets()
    if name not in own.contents:
        raise NoSuchAsset(f"the page has no file {name!r}")
    tag = f'"{own.version}"'
    lasting = _FOREVER if version == own.version else "no-cache"
    headers = {"ETag": tag, "Cache-Control": lasting, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    kind = _TYPES[name.rpartition(".")[2]]
    if takes_gzip(request):
        return Response(
            own.packed[name], media_type=kind, headers=headers | {"Content-Encoding": "gzip"}
        )
    return Response(own.contents[name], media_type=kind, headers=headers)


def takes_gzip(request: Request) -> bool:
    """Whether whoever asks reads gzip (RFC 9110, 12.5.3)."""
    accepted = request.headers.get("accept-encoding", "")
    return any(own.partition(";")[0].strip() == "gzip" for own in accepted.lower().split(","))
