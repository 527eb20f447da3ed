"""Walking a cycle through its stages; setting up demonstrations."""
