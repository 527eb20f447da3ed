"""What kortreist promises, as tests. Folders mirror ``src/kortreist``."""
