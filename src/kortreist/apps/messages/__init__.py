"""What is told to whom: templates, an outbox that is sent by a job, and its log."""
