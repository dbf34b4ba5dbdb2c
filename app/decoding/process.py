"""A decoder process, as the service sees it."""

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from PIL import Image

from app.decoding.limits import DecodingLimits
from app.decoding.messages import receive, send
from app.exceptions import DecoderFailed, PictureTooSlow
from models import Picture
from models.exceptions import PictureTooLarge, UnreadablePicture

_REFUSALS = {error.__name__: error for error in (PictureTooLarge, UnreadablePicture)}
_NEEDED = frozenset({"PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONHOME"})
_OUT_OF_TIME = (-signal.SIGPROF, -signal.SIGALRM)
_LONGEST_FAREWELL = 10.0  # seconds until a process whose channel is closed is killed


class DecoderProcess:
    """Decodes one picture at a time in a process of its own."""

    def __init__(self, limits: DecodingLimits) -> None:
        """Starts the process.

        Raises:
            DecoderFailed: It cannot be started.
        """
        self._limits = limits
        ours, theirs = socket.socketpair()
        try:
            self._process = _start(limits, theirs)
        except DecoderFailed:
            ours.close()
            raise
        finally:
            theirs.close()
        self._channel = ours
        self._is_asked = False

    @property
    def is_free(self) -> bool:
        """Whether the next picture can be decoded: it lives, and owes no answer."""
        return not self._is_asked and self._process.poll() is None

    def decode(self, content: bytes, enough: int | None) -> Picture:
        """Decodes a picture; see `models.open_picture`.

        Raises:
            UnreadablePicture: Not a picture, damaged, or a format that is not read.
            PictureTooLarge: It has too many pixels.
            PictureTooSlow: It took too long; the process has ended.
            DecoderFailed: The process does not run here.
        """
        self._is_asked = True
        try:
            send(self._channel, {"enough": enough}, content)
            header, pixels = receive(self._channel)
        except OSError:
            raise self._reason_of_end() from None
        self._is_asked = False
        if "error" in header:
            raise _REFUSALS[header["error"]](header["detail"])
        return _picture(header, pixels)

    def close(self) -> None:
        """Ends the process."""
        self._channel.close()
        try:
            self._process.wait(_LONGEST_FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _reason_of_end(self) -> Exception:
        code = self._process.wait()
        if code in _OUT_OF_TIME:
            return PictureTooSlow(
                f"the picture takes more than {self._limits.seconds:g} s to decode: save it anew "
                "with fewer pixels or as an ordinary JPEG, or raise PIXWORD_MAX_DECODE_SECONDS"
            )
        if code < 0:
            return UnreadablePicture("the picture is damaged: its decoder had to be stopped")
        return DecoderFailed(
            f"the process that decodes pictures ended with {code}: check that "
            "`python -m app.decoding.worker` starts on this machine"
        )


def _start(limits: DecodingLimits, channel: socket.socket) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "app.decoding.worker", json.dumps(asdict(limits))]
    try:
        return subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=channel.fileno(),
            # libtiff writes what it thinks of a file here, as much as the file likes.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
    except OSError as error:
        raise DecoderFailed(
            f"no process that decodes pictures can be started: {error.strerror}"
        ) from None


def _environment() -> dict[str, str]:
    """Returns what Python needs to start: a hostile picture may take over the process.

    The rest of our own environment has the passwords of databases.
    """
    needed = {
        name: value
        for name, value in os.environ.items()
        if name in _NEEDED or name.startswith("LC_")
    }
    # NumPy would start a thread for every core, and none has anything to do.
    one_thread = {"OMP_NUM_THREADS": "1"}
    return needed | one_thread | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _picture(header: dict[str, Any], pixels: bytearray) -> Picture:
    image = Image.frombytes("RGB", tuple(header["size"]), pixels)
    return Picture(image, header["width"], header["height"], header["media_type"])
