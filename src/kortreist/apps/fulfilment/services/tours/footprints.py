"""What a tour let out, kept when it is done, with the figures of the day."""

from kortreist.apps.fulfilment.models import Tour, TourFootprint
from kortreist.apps.fulfilment.selectors.tour_footprints import as_json, tours_footprint
from kortreist.apps.registers.errors import FigureMissingError


def store_footprint(tour: Tour) -> TourFootprint | None:
    """Write a tour's footprint, in the transaction that ends it.

    Where a factor is not known on the day there is none: no driver is held up for that.
    """
    try:
        found = tours_footprint(hub_id=tour.hub_id, tours=[tour], on=tour.day)
    except FigureMissingError:
        return None
    row, _ = TourFootprint.objects.update_or_create(
        tour=tour,
        defaults={
            "distance_m": found.distance_m,
            "energy_used": found.trips[0].energy,
            "co2_g": found.co2_g,
            "answer": as_json(found),
        },
    )
    return row
