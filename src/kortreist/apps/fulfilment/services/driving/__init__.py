"""What a driver does on a tour, told by a phone once or many times, at once or hours later."""

from kortreist.apps.fulfilment.services.driving.operations import run_operation

__all__ = ["run_operation"]
