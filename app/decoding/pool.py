"""A bounded number of decoder processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from app.config import Settings
from app.decoding.limits import DecodingLimits
from app.decoding.process import DecoderProcess
from models import Picture
from models.runtime.patience import current_patience

_LOOK_AGAIN = 0.05  # seconds after which those who wait look whether their client has gone


class Decoders:
    """Decodes pictures, in as many processes as are needed at once, up to a limit.

    A process starts when a picture comes and all others are busy, and stays for the next one.
    """

    def __init__(self, limits: DecodingLimits, most: int) -> None:
        """Starts nothing yet.

        Args:
            limits: Of every decoding.
            most: Most processes at once; further pictures wait.
        """
        self._limits = limits
        self._slots = BoundedSemaphore(most)
        self._idle: list[DecoderProcess] = []

    @classmethod
    def of(cls, settings: Settings) -> "Decoders":
        """Takes the limits out of the settings."""
        limits = DecodingLimits(
            settings.max_pixels,
            settings.max_decode_seconds,
            settings.picture_formats,
            settings.max_picture_bytes,
        )
        return cls(limits, settings.decoders)

    def decode(self, content: bytes, enough: int | None = None) -> Picture:
        """Decodes a picture; see `models.open_picture`.

        Raises:
            UnreadablePicture: Not a picture, damaged, or a format that is not read.
            PictureTooLarge: It has too many pixels.
            PictureTooSlow: It took too long.
            DecoderFailed: No decoder runs here.
            GaveUp: Nobody waits for the picture any more.
        """
        with self._slot():
            decoder = self._take()
            try:
                return decoder.decode(content, enough)
            finally:
                self._idle.append(decoder)

    def close(self) -> None:
        """Ends the processes; a later picture would start one anew."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _slot(self) -> Iterator[None]:
        """Waits for a place, as long as somebody waits for the picture."""
        patience = current_patience()
        patience.check()
        while not self._slots.acquire(timeout=_LOOK_AGAIN):
            patience.check()
        try:
            yield
        finally:
            self._slots.release()

    def _take(self) -> DecoderProcess:
        """Takes the process that rested least, whose memory is warm, or starts one."""
        while True:
            try:
                decoder = self._idle.pop()
            except IndexError:  # another thread may have been faster than any check
                return DecoderProcess(self._limits)
            if decoder.is_free:
                return decoder
            decoder.close()
