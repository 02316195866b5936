"""Fixtures of the services' tests."""

from tests.services.rooms import rooms, sqlite_rooms

__all__ = ["rooms", "sqlite_rooms"]
