"""How long the main job takes and how it grows: ``python -m bench`` prints JSON."""
