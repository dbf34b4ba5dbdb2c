"""What is examined: settings on a machine."""

from dataclasses import dataclass, field, replace

from app.config import Settings
from app.doctor.machine import Machine
from models import Compute, Device, Space, load_space
from models.encoders.registry import OPEN_CLIP

_FILES = (".safetensors", ".bin", ".pt")


@dataclass(frozen=True)
class Setup:
    """Settings on a machine, and the spaces that were opened to look at them.

    Attributes:
        settings: What the service would be started with.
        machine: Where.
    """

    settings: Settings
    machine: Machine
    _spaces: dict[str, Space] = field(default_factory=dict)

    @property
    def compute(self) -> Compute:
        """A way of running encoders that leaves the cache folder alone."""
        return replace(self.settings.compute, device=Device.TORCH_CPU)

    def space(self, name: str) -> Space:
        """Opens a space, once, without converting anything.

        Raises:
            ModelFault: Something of it is missing or damaged.
        """
        if name not in self._spaces:
            self._spaces[name] = load_space(name, self.compute)
        return self._spaces[name]


def is_fetched(space: str) -> bool:
    """Whether a space's weights come over the network."""
    return space.startswith(OPEN_CLIP) and not space.partition("@")[0].endswith(_FILES)
