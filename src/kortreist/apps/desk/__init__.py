"""Each role's home, and the conductor that walks a cycle through its stages."""
