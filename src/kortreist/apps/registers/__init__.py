"""Places and dated rules with their source: what is true whoever trades."""
