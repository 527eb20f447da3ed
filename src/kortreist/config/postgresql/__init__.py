"""PostgreSQL as Django speaks it, with an end to waiting for locks."""
