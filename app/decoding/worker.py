"""The decoder process: reads pictures from its standard input, answers with their pixels.

A thread inside libjpeg or dav1d cannot be stopped; a process can. The kernel ends this one when a
picture takes more processor time, or memory, than it may.
"""

import json
import resource
import signal
import socket
import sys
from typing import Any

import psutil
from PIL import Image

from app.decoding.limits import DecodingLimits
from app.decoding.messages import receive, send
from models.exceptions import ModelFault
from models.pictures import open_picture

_PATIENCE = 4.0  # seconds on the clock for each of processor time: on a busy machine it is starved


def main() -> None:
    """Serves until the other side closes the channel."""
    limits = _read_limits(sys.argv[1])
    # Whoever ends the service closes the channel when all requests are answered.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Image.init()  # imports its plugins, 0.15 s that the first picture should not pay for
    _limit_memory(limits.memory)
    with socket.socket(fileno=0) as channel:
        while True:
            try:
                header, content = receive(channel)
                send(channel, *_answer(limits, header["enough"], bytes(content)))
            except OSError:
                return


def _limit_memory(more: int) -> None:
    """Limits the address space to what is taken now, which grows with the cores, and some more."""
    most = psutil.Process().memory_info().vms + more
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _read_limits(argument: str) -> DecodingLimits:
    fields = json.loads(argument)
    return DecodingLimits(**fields | {"formats": tuple(fields["formats"])})


def _answer(
    limits: DecodingLimits, enough: int | None, content: bytes
) -> tuple[dict[str, Any], bytes]:
    _set_timers(limits.seconds)
    try:
        picture = open_picture(content, limits.max_pixels, enough, limits.formats)
        pixels = picture.image.tobytes()
    except ModelFault as error:
        return {"error": type(error).__name__, "detail": str(error)}, b""
    finally:
        _set_timers(0)
    return {
        "size": picture.image.size,
        "width": picture.width,
        "height": picture.height,
        "media_type": picture.media_type,
    }, pixels


def _set_timers(seconds: float) -> None:
    """Has the kernel end this process when the time is up; zero takes that back."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * _PATIENCE)


if __name__ == "__main__":
    main()
