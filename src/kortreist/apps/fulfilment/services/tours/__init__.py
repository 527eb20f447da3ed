"""Planning, choosing and changing a hub's own tours."""
