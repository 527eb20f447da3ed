"""Reading across the rooms, for the pages of each role."""
