"""Log lines: JSON for machines; colours and key=value on a terminal."""

import logging
import sys
from collections import defaultdict
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from app.observing.requests import FAILED, ObservedRequest

_log = logging.getLogger("pixword.requests")


def configure_logging(level: str, stream: TextIO = sys.stderr) -> None:
    """Makes every line of this process structured, those of libraries and warnings among them.

    Args:
        level: Name of the least level that is written, such as `info`.
        stream: Where to; JSON unless it is a terminal.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(stream.isatty()))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)


class RequestLog:
    """Writes one line a request.

    Never what was searched for or sent, nor a key: templates, sizes and names only.
    """

    def __init__(self, slow_request_seconds: float) -> None:
        """Takes from how many seconds a request is slow."""
        self._slow_request_seconds = slow_request_seconds

    def begin(self, request: ObservedRequest) -> None:
        """Waits for the end."""

    def end(self, request: ObservedRequest) -> None:
        """Writes the line; a slow or failed request is a warning."""
        slow = request.duration_s >= self._slow_request_seconds
        level = logging.WARNING if slow or request.status >= FAILED else logging.INFO
        if _log.isEnabledFor(level):
            marks = {"slow": True} if slow else {}
            _log.log(level, "request", extra=_fields(request) | marks)


def _fields(request: ObservedRequest) -> dict[str, Any]:
    return {
        "method": request.method,
        "route": request.route,
        "status": request.status,
        "duration_ms": _milliseconds(request.duration_s),
        "bytes_in": request.bytes_in,
        "bytes_out": request.bytes_out,
        "client": request.client,
        "key": request.key,
        "stages_ms": _stage_sums(request),
    }


def _stage_sums(request: ObservedRequest) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for stage in request.stages:
        sums[stage.name] += stage.duration_s
    return {name: _milliseconds(duration_s) for name, duration_s in sums.items()}


def _milliseconds(duration_s: float) -> float:
    return round(duration_s * 1000, 2)


def _formatter(terminal: bool) -> structlog.stdlib.ProcessorFormatter:
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _without_markup,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # Tracebacks are plain in both: structlog's own show the values of variables, keys among them.
    rendering: list[Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if terminal
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
    )


def _without_markup(_logger: Any, _method: str, event: Any) -> Any:
    """Drops uvicorn's second copy of its message, which holds codes of colours."""
    event.pop("color_message", None)
    return event
