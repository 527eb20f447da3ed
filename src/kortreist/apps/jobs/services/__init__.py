"""What other rooms may ask of the machine room."""

from kortreist.apps.jobs.services.enqueue import enqueue

__all__ = ["enqueue"]
