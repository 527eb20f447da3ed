"""The machine room: jobs, schedules, idempotency keys, stored files, counted rates, backups."""
