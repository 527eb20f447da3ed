"""What a tour let out, kept when it is done, with the figures of the day."""

from kortreist.apps.fulfilment.models import Tour, TourFootprint
from kortreist.apps.fulfilment.selectors.tour_footprints import as_json, tours_footprint


def store_footprint(tour: Tour) -> TourFootprint:
    """Write a tour's footprint, in the transaction that ends it."""
    found = tours_footprint(hub_id=tour.hub_id, tours=[tour], on=tour.day)
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
