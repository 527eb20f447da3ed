"""The side door: ``kortreist <noun> <verb>``."""

from kortreist.cli.app import app, main

__all__ = ["app", "main"]
