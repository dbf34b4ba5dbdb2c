"""What one decoding may take."""

from dataclasses import dataclass

_BYTES_A_PIXEL = 24  # an upright RGBA picture on white was measured at 23
_COPIES = 4  # of the file: as it is received, as it is read, and what decoders keep of it
_BASE_BYTES = 128 * 2**20


@dataclass(frozen=True)
class DecodingLimits:
    """Limits of a decoder process.

    Attributes:
        max_pixels: Most pixels of a picture.
        seconds: Processor time of one picture.
        formats: Names of the formats that are read.
        max_bytes: Most bytes of a file.
    """

    max_pixels: int
    seconds: float
    formats: tuple[str, ...]
    max_bytes: int = 32 * 2**20

    @property
    def memory(self) -> int:
        """Address space for decoding, beyond what the process takes by itself, in bytes."""
        return _BASE_BYTES + _COPIES * self.max_bytes + _BYTES_A_PIXEL * self.max_pixels
