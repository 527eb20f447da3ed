"""Pure thinking: frozen dataclasses in and out; no clock, no files, no framework."""
