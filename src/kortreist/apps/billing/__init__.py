"""Documents: numbered without gaps, copied from charge lines, never changed once issued."""
