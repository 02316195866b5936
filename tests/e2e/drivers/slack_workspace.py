"""The Slack workspace of the end-to-end tests, as local-slack is configured with it."""

from typing import Any, Literal

from tests.e2e.drivers.cast import COMMITTEE, IN_SLACK, JONAS, METTE, SARA, Person

PORT = 3000
TEAM = "T0VIRK"
APP = "A0APP"
BOT = "U0BOT"
TOKEN = "xoxb-test-token"
APP_TOKEN = "xapp-test-token"
SIGNING_SECRET = "test-signing-secret"
CHANNELS = {
    "general": ("C0GENERAL", IN_SLACK),
    "udvalg": ("C0UDVALG", COMMITTEE),
    "it": ("C0IT", (JONAS, SARA, METTE)),
}

Mode = Literal["http", "socket"]


def configuration(mode: Mode, request_url: str) -> dict[str, Any]:
    """The workspace: the cast, three channels, and the app in one of the two modes."""
    app = {
        "appId": APP,
        "botUserId": BOT,
        "botName": "tovholder",
        "botToken": TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SIGNING_SECRET,
    }
    way = {"mode": "events", "requestUrl": request_url} if mode == "http" else {"mode": "socket"}
    return {
        "workspace": {"name": "Virksomheden", "domain": "virksomheden", "teamId": TEAM},
        "app": {**app, **way},
        "users": [directory_entry(person) for person in IN_SLACK],
        "channels": [
            {"id": channel, "name": name, "members": [*(p.slack_id for p in people), BOT]}
            for name, (channel, people) in CHANNELS.items()
        ],
    }


def directory_entry(person: Person) -> dict[str, str]:
    return {
        "id": person.slack_id,
        "name": person.id,
        "real_name": person.name,
        "email": person.email,
        "tz": "Europe/Copenhagen",
    }


def channel_id(name: str) -> str:
    """The id of a channel by its name; anything else is taken for an id."""
    return CHANNELS[name][0] if name in CHANNELS else name
