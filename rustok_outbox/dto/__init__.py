"""What the outbox's APIs take and give."""
