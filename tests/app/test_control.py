"""The operator's socket: imports go through the server that runs."""

from pathlib import Path

import pytest

from bot.app.control import ask_server, control_socket, socket_path
from bot.app.first_steps import bring_in, undo_latest
from bot.app.house import House, furnish, open_store
from bot.app.imports import import_request
from bot.domain.errors import BadInput, NotReady
from bot.settings import Settings, load_settings
from storage.server_lock import ServerLock
from tests.databases import SteppedClock

MATRIX = b"{roles: [{id: it, name: It}], activities: [{id: x, name: Nyt, raci: {it: AR}}]}"


def request(content: bytes, name: str = "more.yaml", *, dry_run: bool = False) -> dict[str, object]:
    return import_request(name, content, dry_run=dry_run, language="da")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of an empty folder."""
    return load_settings({}, tmp_path)


async def test_an_import_is_seen_at_once_by_the_server(settings: Settings, tmp_path: Path) -> None:
    clock = SteppedClock()
    (tmp_path / "more.yaml").write_bytes(MATRIX)
    with ServerLock(settings.database_url):
        async with open_store(settings, clock) as store:
            house = await furnish(settings, store, clock)
            async with control_socket(house):
                path = socket_path(settings)
                assert path == tmp_path / "data" / "tovholder.sock"
                assert path.stat().st_mode & 0o077 == 0
                preview = await bring_in(settings, tmp_path / "more.yaml", dry_run=True)
                assert not preview["applied"]
                assert activities(house) == set()
                applied = await bring_in(settings, tmp_path / "more.yaml", dry_run=False)
                assert applied["applied"]
                assert activities(house) == {"x"}
            assert not path.exists()


def activities(house: House) -> set[str]:
    return set(house.snapshots.current.organisation.activity)


async def test_what_the_server_refuses_is_told_as_by_the_command_itself(
    settings: Settings,
) -> None:
    clock = SteppedClock()
    async with open_store(settings, clock) as store:
        house = await furnish(settings, store, clock)
        async with control_socket(house):
            with pytest.raises(BadInput) as told:
                await ask_server(settings, request(b"a: ["))
            assert told.value.key == "pack-syntax"
            assert told.value.params == {"line": 2}
            with pytest.raises(BadInput) as told:
                await ask_server(settings, {"command": "import"})
            assert told.value.key == "control-failed"
            assert (await ask_server(settings, request(MATRIX))) is not None


async def test_a_spreadsheet_and_its_undo_go_through_the_server(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "raci.csv").write_text("Opgave;Chef;Svend\nLåse;A;R\n")
    with ServerLock(settings.database_url):
        async with open_store(settings, SteppedClock()) as store:
            house = await furnish(settings, store, SteppedClock())
            async with control_socket(house):
                assert (await bring_in(settings, tmp_path / "raci.csv", dry_run=False))["applied"]
                assert activities(house) == {"laase"}
                assert (await undo_latest(settings))["undone"] == "raci.csv"
                assert activities(house) == set()


async def test_without_a_server_nobody_answers(settings: Settings, tmp_path: Path) -> None:
    assert await ask_server(settings, request(MATRIX)) is None
    other = load_settings({"TOVHOLDER_DATABASE_URL": "postgresql://localhost/x"}, tmp_path)
    assert socket_path(other) is None
    assert await ask_server(other, request(MATRIX)) is None


async def test_each_database_has_a_socket_of_its_own(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path}/data/{name}.db" for name in ("tovholder", "demo")]
    paths = {socket_path(load_settings({"TOVHOLDER_DATABASE_URL": url}, tmp_path)) for url in urls}
    assert len(paths) == 2


async def test_where_a_socket_cannot_be_the_server_runs_and_imports_wait(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    settings = load_settings({"TOVHOLDER_DATA_DIR": str(deep)}, tmp_path)
    clock = SteppedClock()
    (tmp_path / "more.yaml").write_bytes(MATRIX)
    with ServerLock(settings.database_url):
        async with open_store(settings, clock) as store:
            house = await furnish(settings, store, clock)
            async with control_socket(house):
                with pytest.raises(NotReady) as told:
                    await bring_in(settings, tmp_path / "more.yaml", dry_run=False)
                assert told.value.key == "database-in-use"
