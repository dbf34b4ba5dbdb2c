"""What one decoding may take."""

from dataclasses import dataclass

_BYTES_A_PIXEL = 24  # an upright RGBA picture on white was measured at 23
_BASE_BYTES = 512 * 2**20  # address space of Python, NumPy, Pillow and a file of 32 MiB


@dataclass(frozen=True)
class DecodingLimits:
    """Limits of a decoder process.

    Attributes:
        max_pixels: Most pixels of a picture.
        seconds: Processor time of one picture.
        formats: Names of the formats that are read.
    """

    max_pixels: int
    seconds: float
    formats: tuple[str, ...]

    @property
    def memory(self) -> int:
        """Address space of the process, in bytes."""
        return _BASE_BYTES + _BYTES_A_PIXEL * self.max_pixels
