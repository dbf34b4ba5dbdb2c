"""Search: from weighted vectors to a page of hits with their reasons."""

from index.search.requests import ScoredHit, SearchPage, SearchRequest, Target

__all__ = ["ScoredHit", "SearchPage", "SearchRequest", "Target"]
