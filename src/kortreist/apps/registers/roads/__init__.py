"""Asking a road engine for distances, and not believing all it says."""
