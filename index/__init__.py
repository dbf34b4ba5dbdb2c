"""Keeps vectors and finds them: the catalogue, the vector indexes, the algebra of queries.

`index.collection.Collection` is where to begin.
"""
