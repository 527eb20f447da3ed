"""Taking a hub over from what it had before: a folder of sheets, all of it or nothing."""

from kortreist.apps.desk.services.moving.take_over import take_over_hub

__all__ = ["take_over_hub"]
