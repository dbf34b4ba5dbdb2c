"""Words: neighbours, analogies, similarity, and their map."""
