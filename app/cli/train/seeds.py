"""The seeds of trainings."""

LARGEST_SEED = 2**32 - 1
"""Every generator takes them from 0 to this: NumPy's takes none below, torch's none from 2**64."""
