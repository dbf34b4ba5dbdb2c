"""Pictures that are given by their address on the web."""
