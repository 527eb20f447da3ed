"""The rooms: one Django app each, laid out in `docs/explanation/the-house.md`."""
