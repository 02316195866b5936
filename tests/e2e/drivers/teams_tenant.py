"""The Teams tenant of the end-to-end tests, and what happens in it as activities.

The activities have the shape of the Agents Playground's own, which makes them for one person only.
"""

import uuid
from typing import Any, Literal

from tests.e2e.drivers.cast import IN_TEAMS, METTE, Person

PORT = 56150
APP_ID = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
BOT = f"28:{APP_ID}"
BOT_NAME = "Tovholder"
TENANT = "11111111-1111-4111-8111-111111111111"
TEAM = "19:team@thread.tacv2"

Place = Literal["personal", "group", "channel"]
CONVERSATIONS: dict[Place, str] = {
    "personal": "a:personal-mette",
    "group": "19:udvalg@thread.v2",
    "channel": "19:general@thread.tacv2",
}
TITLES: dict[Place, str] = {
    "personal": "Personal Chat",
    "group": "Udvalget",
    "channel": "Sikkerhed - Generelt",
}
AT_SCREEN = METTE


def object_id(person: Person) -> str:
    """A person's ``aadObjectId``."""
    return f"00000000-0000-0000-0000-{20 + IN_TEAMS.index(person):012d}"


def directory_entry(person: Person) -> dict[str, str]:
    return {
        "id": person.teams_id,
        "name": person.name,
        "userPrincipleName": person.email,  # the program's own spelling
        "aadObjectId": object_id(person),
        "givenName": person.given_name,
        "surname": person.surname,
        "email": person.email,
    }


def configuration() -> dict[str, Any]:
    """The tenant: the cast, a group chat and a team with a channel."""
    at_screen, *others = [directory_entry(person) for person in IN_TEAMS]
    channel = {"id": CONVERSATIONS["channel"], "name": "Generelt"}
    group = "00000000-0000-0000-0000-000000000031"
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": BOT_NAME},
        "currentUser": at_screen,
        "users": others,
        "personalChat": {"id": CONVERSATIONS["personal"]},
        "groupChat": {"id": CONVERSATIONS["group"], "name": TITLES["group"]},
        "team": {"id": TEAM, "name": "Sikkerhed", "aadGroupId": group, "channels": [channel]},
    }


def member(person: Person) -> dict[str, str]:
    """A person as ``membersAdded`` names them."""
    return {"id": person.teams_id, "aadObjectId": object_id(person)}


def envelope(service: str, place: Place, conversation: str, person: Person) -> dict[str, Any]:
    """What is common to all activities that a person causes in a place.

    Args:
        service: the ``serviceUrl``.
        place: what kind of conversation it is.
        conversation: its id, in a channel with the thread.
        person: who causes it.
    """
    kind = {"personal": "personal", "group": "groupChat", "channel": "channel"}[place]
    where: dict[str, Any] = {"id": conversation, "tenantId": TENANT, "conversationType": kind}
    channel_data: dict[str, Any] = {"tenant": {"id": TENANT}}
    if place != "personal":
        where["isGroup"] = True
    if place == "channel":
        channel = {"id": CONVERSATIONS["channel"]}
        ids = {"teamsChannelId": channel["id"], "teamsTeamId": TEAM}
        channel_data |= {"team": {"id": TEAM}, "channel": channel, **ids}
    return {
        "id": str(uuid.uuid4()),
        "channelId": "msteams",
        "serviceUrl": service,
        "from": {**member(person), "name": person.name},
        "recipient": {"id": BOT, "name": BOT_NAME},
        "conversation": where,
        "channelData": channel_data,
    }


def spoken(
    service: str, place: Place, conversation: str, person: Person, text: str
) -> dict[str, Any]:
    """A message to the bot, with a mention of it before the text but in personal chat."""
    client = {"type": "clientInfo", "locale": "en-US", "country": "US", "platform": "Web"}
    at = f"<at>{BOT_NAME}</at>"
    mention = {"type": "mention", "mentioned": {"id": BOT, "name": BOT_NAME}, "text": at}
    said: dict[str, Any] = {"text": text, "entities": [client]}
    if place != "personal":
        said = {"text": f"{at} {text}", "entities": [mention, client]}
    form = {"type": "message", "textFormat": "plain", "locale": "en-US"}
    return {**envelope(service, place, conversation, person), **form, **said}
