"""Pages and middleware of this room."""
