"""The log of what was told, and the page where one chooses what to be told."""
