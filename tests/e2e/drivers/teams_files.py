"""Where a person's files lie, as OneDrive does for Teams: on this machine, for one transfer."""

from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import quote

from aiohttp import web

from bot.platforms.teams.downloads import SENT_FILE


class FileHost:
    """Files that can be fetched and put by address alone; use it with ``async with``."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        """Keep `files` by their names."""
        self.files: dict[str, bytes] = dict(files or {})

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{name}", self._get)
        app.router.add_put("/{name}", self._put)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._runner.cleanup()

    def attachment(self, name: str) -> dict[str, Any]:
        """A file as Teams tells of it in a message."""
        address = self._address(name)
        content = {"downloadUrl": address, "uniqueId": "1", "fileType": name.rpartition(".")[2]}
        return {"contentType": SENT_FILE, "contentUrl": address, "name": name, "content": content}

    def upload_info(self, name: str) -> dict[str, str]:
        """Where Teams lets the bot put a file that a person agreed to."""
        kind = name.rpartition(".")[2]
        address = self._address(name)
        told = {"uploadUrl": address, "contentUrl": address, "uniqueId": "1"}
        return {**told, "name": name, "fileType": kind}

    def _address(self, name: str) -> str:
        return f"{self._url}/{quote(name)}"

    async def _get(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["name"]])

    async def _put(self, request: web.Request) -> web.Response:
        content = await request.read()
        size = len(content)
        assert request.headers["Content-Range"] == f"bytes 0-{size - 1}/{size}"
        self.files[request.match_info["name"]] = content
        return web.json_response({"name": request.match_info["name"]}, status=201)
