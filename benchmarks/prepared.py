"""Requests as bytes, made before they are sent."""

import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from urllib.parse import urlencode

from benchmarks.loopback import APP, TEAM

_TENANT = "11111111-1111-4111-8111-111111111111"
_PERSON = "00000000-0000-0000-0000-000000000020"


def signed_commands(
    asked: Sequence[str], users: Sequence[str], secret: str, number: int
) -> list[bytes]:
    """Return a slash command for every query, signed now as Slack does.

    Args:
        asked: what is typed after `/raci`.
        users: ids of those who ask, in turn.
        secret: the app's signing secret.
        number: of the round; it makes the requests differ from another round's.
    """
    stamp = str(int(time.time()))
    found = []
    for place, query in enumerate(asked):
        body = urlencode(
            {
                "token": "verification",
                "team_id": TEAM,
                "team_domain": "bench",
                "channel_id": "C0BENCH",
                "channel_name": "general",
                "user_id": users[place % len(users)],
                "user_name": "someone",
                "command": "/raci",
                "text": query,
                "api_app_id": APP,
                "is_enterprise_install": "false",
                "response_url": "http://127.0.0.1:9/commands/1",
                "trigger_id": f"{number}.{place}.bench",
            }
        ).encode()
        signed = hmac.digest(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
        headers = {
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
            "X-Slack-Signature": f"v0={signed.hex()}",
            "X-Slack-Request-Timestamp": stamp,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        found.append(_request("/slack/events", headers, body))
    return found


def teams_messages(text: str, service_url: str, number: int, count: int) -> list[bytes]:
    """Return `count` messages of a person in the personal chat, as Teams posts them."""
    found = []
    for place in range(count):
        activity = {
            "type": "message",
            "id": f"{number}{place:06}",
            "timestamp": "2027-03-09T12:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": service_url,
            "from": {"id": "29:mette", "name": "Mette", "aadObjectId": _PERSON},
            "conversation": {
                "id": "a:personal",
                "conversationType": "personal",
                "tenantId": _TENANT,
            },
            "recipient": {"id": "28:bench", "name": "Tovholder"},
            "channelData": {"tenant": {"id": _TENANT}},
            "entities": [{"type": "clientInfo", "locale": "da-DK", "country": "DK"}],
            "locale": "da-DK",
            "text": text,
            "textFormat": "plain",
        }
        headers = {"Content-Type": "application/json; charset=utf-8"}
        found.append(_request("/api/messages", headers, json.dumps(activity).encode()))
    return found


def _request(path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body
