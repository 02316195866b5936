"""Who may speak to us: the allowed workspaces and our own app (reliability.md §5)."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Identity:
    """What the bot token stands for, from auth.test and bots.info.

    Args:
        team: the workspace the app is installed in.
        bot_user: the bot's own user id.
        bot_id: the bot's id as a sender.
        app: the app's id, or None when the platform did not tell it.
        scopes: what the token may do.
    """

    team: str
    bot_user: str
    bot_id: str | None = None
    app: str | None = None
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Origin:
    """Every workspace that a payload names as its own or its sender's, and the app it is for."""

    teams: tuple[str, ...]
    app: str | None


class Admission:
    """The check that stands before Bolt in HTTP mode and in Socket Mode.

    Args:
        teams: allowed workspace ids; empty means the token's own, once it is known.
    """

    def __init__(self, teams: frozenset[str]) -> None:
        self._configured = teams
        self._teams = teams
        self._app: str | None = None

    @property
    def teams(self) -> frozenset[str]:
        """The allowed workspaces; empty while the token's own is still unknown."""
        return self._teams

    def learn(self, identity: Identity) -> None:
        """Take the token's workspace and app as ours."""
        self._teams = self._configured or frozenset({identity.team})
        self._app = identity.app or self._app

    def stranger(self, origin: Origin) -> str:
        """Return the workspace to name in the audit log when `origin` is refused."""
        strangers = (team for team in origin.teams if team not in self._teams)
        return next(strangers, "".join(origin.teams[:1]))

    def admits(self, origin: Origin) -> bool:
        """Tell whether the payload comes from an allowed workspace and is meant for our app.

        When the platform has not told the app's id, the first admitted payload names it: it was
        signed with this app's own secret, or came over this app's own socket.
        """
        if not origin.teams or not self._teams.issuperset(origin.teams):
            return False
        if origin.app is None:
            return True
        if self._app is None:
            self._app = origin.app
        return origin.app == self._app


def origin_of(body: dict[str, Any]) -> Origin:
    """Return where a sifted payload comes from.

    A message in a shared channel also names its sender's workspace: a stranger's is refused too.
    """
    event = body.get("event", {})
    named = (
        body.get("team_id"),
        body.get("team", {}).get("id"),
        body.get("user", {}).get("team_id"),
        event.get("team"),
        event.get("user_team"),
    )
    return Origin(tuple(dict.fromkeys(t for t in named if t)), body.get("api_app_id"))
