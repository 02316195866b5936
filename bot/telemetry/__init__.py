"""What the operator sees: log lines without secrets or content, and numbers."""
