"""Kortreist: one contact point, one order, one delivery for a region's local food."""

__version__ = "0.1.0.dev0"
