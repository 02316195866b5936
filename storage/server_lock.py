"""One server process on one SQLite file (reliability.md §4)."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.domain.errors import NotReady
from storage.database import parse_url, sqlite_path


class ServerLock:
    """Held by the server for as long as it runs; the system drops it when the process dies.

    On PostgreSQL, where several replicas share the work, it holds nothing. Read-only commands
    never ask for it.

    Args:
        url: the database's address.
    """

    def __init__(self, url: str) -> None:
        self._path = sqlite_path(parse_url(url))
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock, a file beside the database that holds the server's process id.

        Raises:
            NotReady: another server has the database.
        """
        if self._path is None or self._file is not None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(_lock_file(self._path), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            raise NotReady("database-in-use", name=self._path.name) from error
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        self._file = file

    def release(self) -> None:
        """Let go of the lock. The file stays: removing it would let two servers in."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _lock_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")
