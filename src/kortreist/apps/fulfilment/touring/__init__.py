"""A day's tours between the database and the engine: plain values, no rows."""
