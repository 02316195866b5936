"""The Slack and Teams app manifests, made from the registry."""

from bot.app.manifests.writing import write_manifests

__all__ = ["write_manifests"]
