"""Aids that rank what a space finds better, or keep it in less memory.

Pure functions over vectors: nothing here encodes, learns by gradient or reads files.
"""
