"""A process that adds pictures and prints every acknowledged one: URL, prefix, count."""

from __future__ import annotations

import sys

from index.catalogue import Catalogue
from tests.index.builders import SPACE, picture_item


def main(url: str, prefix: str, count: str) -> None:
    catalogue = Catalogue.open(url, SPACE)
    for at in range(int(count)):
        catalogue.add_items([picture_item(f"{prefix}{at}", (f"caption {at}",), ("tag",))])
        sys.stdout.write(f"{prefix}{at}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
