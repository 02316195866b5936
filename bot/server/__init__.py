"""The HTTP server: the guard, the routes, the health of the house, and the listening itself."""

from bot.server.health import Check, Health
from bot.server.limits import Limits
from bot.server.listener import serve
from bot.server.routes import build_server

__all__ = ["Check", "Health", "Limits", "build_server", "serve"]
