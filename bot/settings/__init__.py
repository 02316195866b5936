"""The settings, read once from the environment and `tovholder.toml`, frozen and passed in.

The names are those of interfaces.md. The environment goes before the file; a secret may also come
from a file named by `<NAME>_FILE`. Importing this package reads nothing.
"""

from bot.settings.loading import load_settings
from bot.settings.values import Settings, SlackSettings, TeamsSettings, is_loopback

__all__ = ["Settings", "SlackSettings", "TeamsSettings", "is_loopback", "load_settings"]
