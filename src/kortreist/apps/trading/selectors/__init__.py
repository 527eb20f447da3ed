"""The readers of this room's tables."""
