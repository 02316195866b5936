"""Servers in processes of their own, on a core of their own, and what they use."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from statistics import median
from urllib.request import ProxyHandler, build_opener

_STARTS_WITHIN = 60.0
_ENDS_WITHIN = 10.0
_DIRECT = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class Cores:
    """Which cores the server and the client run on; one and the same where there is only one."""

    server: int
    client: int

    @property
    def apart(self) -> bool:
        """Tell whether server and client have a core each."""
        return self.server != self.client


def choose_cores() -> Cores:
    """Pin this process, the client, to one core and leave another to the servers."""
    usable = sorted(os.sched_getaffinity(0))
    cores = Cores(usable[0], usable[-1])
    os.sched_setaffinity(0, {cores.client})
    return cores


@dataclass(frozen=True)
class Served:
    """A running server.

    Args:
        ready: seconds until it said that it is.
        spent: seconds of processor time until then.
    """

    process: subprocess.Popen[bytes]
    port: int
    ready: float
    spent: float

    def resident(self) -> float:
        """Return the memory it holds, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024 / 1_000_000

    def processor(self) -> float:
        """Return the seconds of processor time that it has used."""
        return _processor(self.process)


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@asynccontextmanager
async def served(
    command: Sequence[str], port: int, core: int, environ: Mapping[str, str], ready: str = "/readyz"
) -> AsyncIterator[Served]:
    """Start a server on `core`, wait until `ready` (a path) answers 200, and stop it at the end.

    Raises:
        RuntimeError: it ended or did not get ready in a minute.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**_bare_environment(), **environ},
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),  # noqa: PLW1509 - no lock is taken
    )
    try:
        await _wait(process, f"http://127.0.0.1:{port}{ready}", started + _STARTS_WITHIN)
        yield Served(process, port, time.perf_counter() - started, _processor(process))
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, _ENDS_WITHIN)
        if process.poll() is None:
            process.kill()
            process.wait()


def _processor(process: subprocess.Popen[bytes]) -> float:
    times = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def _bare_environment() -> dict[str, str]:
    """Return the environment without settings of the person who runs this."""
    ours = ("TOVHOLDER_", "SLACK_", "MICROSOFT_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


async def _wait(process: subprocess.Popen[bytes], address: str, until: float) -> None:
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        if await asyncio.to_thread(_answers, address):
            return
        await asyncio.sleep(0.01)
    raise RuntimeError(f"{address} is not ready")


def _answers(address: str) -> bool:
    with suppress(OSError), _DIRECT.open(address, timeout=2) as answer:
        return bool(answer.status == 200)
    return False


def tovholder() -> str:
    """Return the installed command."""
    return str(Path(sys.executable).with_name("tovholder"))


def wall_time(command: Sequence[str], times: int = 7) -> float:
    """Return the median of the seconds that a command takes from start to end."""

    def once() -> float:
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_bare_environment())
        return time.perf_counter() - started

    return median(once() for _ in range(times))
