"""Keeps vectors and finds them: the catalogue, the vector indexes, the algebra of queries."""

from index.catalogue import Catalogue
from index.collection import Collection
from index.search import ScoredHit, SearchPage, SearchRequest

__all__ = ["Catalogue", "Collection", "ScoredHit", "SearchPage", "SearchRequest"]
