"""The producer's own goods."""
