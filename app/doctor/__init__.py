"""Checks whether this machine and these settings will serve, and says what to do."""
