"""Finds pictures that are nearly the same."""

from index.duplicates.groups import DuplicateGroup, find_duplicates

__all__ = ["DuplicateGroup", "find_duplicates"]
