"""A typed client of a running server; needs neither torch nor any of its models.

from app.client import PixwordClient

with PixwordClient("http://127.0.0.1:8000") as pixword:
for hit in pixword.search("dog on a beach", k=5).hits:
print(hit.id, hit.score)
"""

from app.client.client import PixwordClient
from app.client.errors import (
    AnswerUnreadable,
    Conflict,
    ConnectionFailed,
    Forbidden,
    InvalidRequest,
    NotFound,
    PictureUnreadable,
    PixwordClientError,
    RequestRefused,
    ServerFailed,
    TooLarge,
    TooManyRequests,
    Unauthorised,
    Unavailable,
    UnsupportedContent,
)
from app.client.pictures import PictureInput

__all__ = [
    "AnswerUnreadable",
    "Conflict",
    "ConnectionFailed",
    "Forbidden",
    "InvalidRequest",
    "NotFound",
    "PictureInput",
    "PictureUnreadable",
    "PixwordClient",
    "PixwordClientError",
    "RequestRefused",
    "ServerFailed",
    "TooLarge",
    "TooManyRequests",
    "Unauthorised",
    "Unavailable",
    "UnsupportedContent",
]
