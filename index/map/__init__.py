"""The map of a collection: its pictures in the plane, near ones near, with words among them."""

from index.map.areas import find_areas
from index.map.keeping import MapKeeper
from index.map.records import SIDE, CollectionMap, MapWord

__all__ = ["SIDE", "CollectionMap", "MapKeeper", "MapWord", "find_areas"]
