"""Slash commands as Slack posts them: signed, from any workspace."""

import hashlib
import hmac
import time
from urllib.parse import urlencode

import aiohttp

from tests.e2e.drivers.cast import METTE
from tests.e2e.drivers.slack_workspace import APP, SIGNING_SECRET, TEAM


async def post_command(
    session: aiohttp.ClientSession, url: str, text: str, team: str = TEAM
) -> int:
    """Post a signed ``/raci`` of Mette's and return the status, once the whole answer is there."""
    body = urlencode(
        {
            "command": "/raci",
            "text": text,
            "team_id": team,
            "user_id": METTE.slack_id,
            "user_name": METTE.id,
            "channel_id": "C0GENERAL",
            "channel_name": "general",
            "api_app_id": APP,
            "trigger_id": f"{time.monotonic_ns()}",
            "response_url": "http://127.0.0.1:9/never-asked",
        }
    )
    stamp = str(int(time.time()))
    signed = hmac.new(SIGNING_SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={signed.hexdigest()}",
    }
    async with session.post(f"{url}/slack/events", data=body, headers=headers) as answer:
        await answer.read()
        return answer.status
