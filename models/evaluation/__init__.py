"""Judging a joint space."""
