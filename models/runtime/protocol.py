"""What a runtime offers to an encoder."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Runtime(Protocol):
    """A frozen network that is ready to answer; safe to call from several threads."""

    def run(self, *inputs: Array) -> tuple[NDArray[np.float32], ...]:
        """Runs one batch through the network and returns its outputs, each `[n, ...]`."""
        ...
