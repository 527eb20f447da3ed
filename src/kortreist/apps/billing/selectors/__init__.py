"""Reading what was issued."""
