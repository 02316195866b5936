"""Slack: Bolt and slack-sdk behind the neutral conversation."""
