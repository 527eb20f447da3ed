"""Who takes part: organisations, hubs, units, payers, people, their dated roles, and the trail."""
