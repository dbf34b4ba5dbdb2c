"""Errors of the service, and the status that each error of the project answers with.

Every error reaches a client as `{"error": CLASS, "detail": SENTENCE, "request_id": ID}`; the class
name is the code, so that neither documentation nor answer can drift from what is raised.
"""

import logging
import math
from collections.abc import Mapping
from typing import Any

from index import exceptions as index_errors
from models import exceptions as model_errors

_log = logging.getLogger("pixword")


class PixwordError(Exception):
    """Base of the errors that the service itself raises; the message is one clear sentence.

    Attributes:
        status: Status of the answer.
        names_places: Whether the sentence may name a path or an address, and is not for clients.
    """

    status = 400
    names_places = False

    @property
    def headers(self) -> Mapping[str, str]:
        """What an answer says beside the sentence."""
        return {}


class RetryLater(PixwordError):
    """The request was all right, but has to come again later.

    Attributes:
        retry_after_s: When, in seconds from now.
    """

    status = 503

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s

    @property
    def headers(self) -> Mapping[str, str]:
        """Whole seconds, upwards: who comes back then does not come too early."""
        return {"Retry-After": str(max(1, math.ceil(self.retry_after_s)))}


class Overloaded(RetryLater):
    """As many requests as are allowed are being answered."""


class Stopping(RetryLater):
    """The server is about to end, and takes nothing new."""


class InvalidRequest(PixwordError):
    """The request's shape is wrong: a missing part, a wrong type, a value out of bounds."""

    status = 422


class RequestTooLarge(PixwordError):
    """The request or one of its pictures has more bytes than the limit."""

    status = 413


class UnsupportedContent(PixwordError):
    """The body's content type is not one that the operation reads."""

    status = 415


class TemporaryFolderFailed(PixwordError):
    """Files of a request cannot be kept while they are read."""

    status = 503


class UnknownPicture(PixwordError):
    """A query names a picture that did not come with it.

    Attributes:
        picture: Its name.
    """

    def __init__(self, message: str, picture: str) -> None:
        super().__init__(message)
        self.picture = picture


class PictureTooSlow(PixwordError):
    """Decoding the picture takes longer than the limit; it was given up."""

    status = 422


class DecoderFailed(PixwordError):
    """No process that decodes pictures can be started."""

    status = 503


class RemoteOff(PixwordError):
    """A picture is given by its address, and the service fetches none."""

    status = 403


class RemotePictureUnusable(PixwordError):
    """No picture came from an address: it may not be asked, does not answer, or has no picture.

    Which of these it was would tell a stranger about the network that the server stands in.
    """

    status = 422


class NoSuchAsset(PixwordError):
    """The page has no script, style or picture of that name."""

    status = 404


class PictureGone(PixwordError):
    """The file of an item's picture was moved, deleted or changed since it was added."""

    status = 404


class NoPicture(PixwordError):
    """The item has texts only."""

    status = 404


class PhotoTaken(PixwordError):
    """Another recipe has the same photo."""

    status = 409


class NothingAdded(PixwordError):
    """There is nothing to add: the path does not exist, or holds no pictures."""


class BadManifest(PixwordError):
    """A JSONL or CSV file that names pictures is not in the documented form."""


class BadTransfer(PixwordError):
    """Files of an export are damaged, not in the documented form, or of another space."""


class ExtraMissing(PixwordError):
    """What was asked for needs a package that is not installed by itself."""

    status = 503


class BadCorpus(PixwordError):
    """A text to train word vectors on is missing, damaged or not UTF-8."""


class BadPlace(PixwordError):
    """A result, of a training or an export, cannot be written where it was asked for."""


class PlotFailed(PixwordError):
    """A plot cannot be saved where it was asked for."""


class NotCalibrated(PixwordError):
    """Relevance or a probability was asked for in a space that was not calibrated."""


class UnknownModel(PixwordError):
    """No space of the service has the name that was given as `model`."""

    status = 404


class VocabularyFailed(PixwordError):
    """The vocabulary that token ids are read with is missing or damaged."""

    status = 503


class UnknownCollection(PixwordError):
    """There is no collection of that name."""

    status = 404


class BadCollectionName(PixwordError):
    """No collection may be called that."""

    status = 422


class CollectionExists(PixwordError):
    """There is a collection of that name already."""

    status = 409


class BadSpace(PixwordError):
    """A collection cannot have this space: it may not be named, or cannot be started."""

    status = 422


class TooManyCollections(PixwordError):
    """There are as many collections as the setting `max_collections` allows."""

    status = 409


class DefaultCollection(PixwordError):
    """This cannot be done with the default collection."""

    status = 409


class Busy(RetryLater):
    """What was asked for waits for something that may take minutes."""

    status = 409


class AlreadyMoving(PixwordError):
    """The collection is on its way to another space."""

    status = 409


class DataFolderFailed(PixwordError):
    """The data folder cannot be made or written to."""

    status = 503
    names_places = True


_STATUS: dict[type[Exception], int] = {
    model_errors.UnreadablePicture: 415,
    model_errors.PictureTooLarge: 413,
    model_errors.UnknownWords: 404,
    model_errors.WordsCancel: 400,
    model_errors.BlankRecipe: 422,
    model_errors.NothingToLearn: 422,
    model_errors.TooSlow: 503,
    model_errors.Interrupted: 503,
    model_errors.Abandoned: 499,  # as nginx says it; only the log reads it
    model_errors.ModelFault: 500,
    index_errors.UnknownItem: 404,
    index_errors.UnknownWord: 404,
    index_errors.QuerySyntaxError: 400,
    index_errors.QueryCancels: 400,
    index_errors.UnknownField: 400,
    index_errors.BadItem: 422,
    index_errors.BadFilter: 400,
    index_errors.BadCursor: 400,
    index_errors.MapChanged: 409,
    index_errors.MapPending: 503,
    index_errors.StorageFailed: 503,
    index_errors.SpaceMismatch: 503,
    index_errors.SnapshotBusy: 503,
    index_errors.SnapshotFailed: 503,
    index_errors.IndexFault: 500,
}

_AGAIN_S: dict[type[Exception], int] = {
    model_errors.TooSlow: 5,  # what took too long now will not be done in one second
    model_errors.Interrupted: 5,
    index_errors.SpaceMismatch: 5,  # the collection is opened anew that was moved elsewhere
    index_errors.MapPending: 1,  # of some hundred pictures it is made in that
}
"""When to ask again after what passes by itself."""
_HARMLESS = (model_errors.GaveUp, index_errors.MapPending)
"""Faults whose sentences name no places."""
_FAULTS = 500
"""Least status of what is not the client's doing."""

KNOWN_ERRORS = (PixwordError, model_errors.ModelFault, index_errors.IndexFault)
"""What is told to a client in its own words; anything else is an internal error."""


def status_of(error: Exception) -> int:
    """Returns the HTTP status that an error answers with."""
    if isinstance(error, PixwordError):
        return error.status
    for ancestor in type(error).__mro__:
        if ancestor in _STATUS:
            return _STATUS[ancestor]
    return 500


def headers_of(error: Exception) -> Mapping[str, str]:
    """Returns what the answer to an error says beside the sentence."""
    if isinstance(error, PixwordError):
        return error.headers
    again_s = next((_AGAIN_S[own] for own in type(error).__mro__ if own in _AGAIN_S), None)
    return {} if again_s is None else {"Retry-After": str(again_s)}


def told_to_client(error: Exception) -> str:
    """Returns what a client is told of a known error; what is kept from it is logged.

    What fails inside names files, addresses and accounts of the machine: a client is told what kind
    of failure it is.
    """
    if not _names_places(error):
        return str(error)
    _log.error("%s: %s", type(error).__name__, error)
    kind = (type(error).__doc__ or "").partition("\n")[0].rstrip(".")
    return f"{kind}; the server's log says more"


def _names_places(error: Exception) -> bool:
    if isinstance(error, PixwordError):
        return error.names_places
    return status_of(error) >= _FAULTS and not isinstance(error, _HARMLESS)


def describe_problems(problems: Any) -> str:
    """Turns pydantic's list of problems into one sentence."""
    described = []
    for problem in problems[:3]:
        place = ".".join(str(step) for step in problem["loc"] if step not in ("body", "query"))
        described.append(f"{place}: {problem['msg']}" if place else str(problem["msg"]))
    more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""  # noqa: PLR2004
    return "; ".join(described) + more
