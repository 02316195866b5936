"""Settings: every name, where it is read, and each refusal as a sentence without the value."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.settings import Settings, is_loopback, load_settings
from bot.settings.names import described, is_secret
from bot.texts import LANGUAGES, Texts, catalogue
from tests.tries import tries
from tools.settings_page import PAGE, settings_page

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "deploy" / "tovholder.example.toml"
CANARY = "kanariefugl-4711"
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "abc123"}
TEAMS = {
    "MICROSOFT_APP_ID": "the-app",
    "MICROSOFT_APP_PASSWORD": "pw",
    "MICROSOFT_APP_TENANT_ID": "the-tenant",
}
# The table of interfaces.md.
NAMES = """
    TOVHOLDER_DATABASE_URL TOVHOLDER_DATA_DIR TOVHOLDER_HOST TOVHOLDER_PORT TOVHOLDER_PUBLIC_URL
    TOVHOLDER_LANGUAGE TOVHOLDER_TIMEZONE TOVHOLDER_CATCH_UP TOVHOLDER_CATCH_UP_DAYS
    TOVHOLDER_DEVIATION_EMOJI
    SLACK_BOT_TOKEN SLACK_SIGNING_SECRET SLACK_APP_TOKEN
    SLACK_API_URL TOVHOLDER_SLACK_TEAMS MICROSOFT_APP_ID MICROSOFT_APP_PASSWORD MICROSOFT_APP_TYPE
    MICROSOFT_APP_TENANT_ID TOVHOLDER_TEAMS_TENANTS TOVHOLDER_TEAMS_OPENID_METADATA_URL
    TOVHOLDER_TEAMS_TOKEN_URL TOVHOLDER_HEARTBEAT_URL TOVHOLDER_COMMANDS TOVHOLDER_TEAMS_ANONYMOUS
    """.split()  # noqa: SIM905
SECRET_NAMES = [name for name, field in described() if is_secret(field)]


def refusal(environ: dict[str, str], folder: Path) -> BadInput:
    """Load what must be refused; check its sentence in both languages."""
    with pytest.raises(BadInput) as refused:
        load_settings(environ, folder)
    error = refused.value
    assert error.__cause__ is None
    for language in LANGUAGES:
        sentence = Texts(language)(f"error.{error.key}", **error.params)
        assert CANARY not in sentence
        assert str(error.params.get("name", "")) in sentence
        assert "{" not in sentence
    return error


def test_has_every_name_of_the_interfaces() -> None:
    assert sorted(name for name, _ in described()) == sorted(NAMES)


def test_defaults(tmp_path: Path) -> None:
    found = load_settings({}, tmp_path)
    assert found == Settings(
        database_url=f"sqlite:///{tmp_path}/data/tovholder.db",
        data_dir=tmp_path / "data",
        host="127.0.0.1",
        port=8080,
        public_url="http://127.0.0.1:8080",
        language="da",
        timezone="Europe/Copenhagen",
        catch_up="latest",
        catch_up_days=14,
        slack=None,
        teams=None,
        heartbeat_url=None,
        commands={},
    )


def test_reads_everything_from_the_environment(tmp_path: Path) -> None:
    found = load_settings(
        {
            **SLACK,
            **TEAMS,
            "TOVHOLDER_DATABASE_URL": "postgresql://a:b@db/t",
            "TOVHOLDER_DATA_DIR": "/var/lib/tovholder",
            "TOVHOLDER_HOST": "::",
            "TOVHOLDER_PORT": "9000",
            "TOVHOLDER_LANGUAGE": "en",
            "TOVHOLDER_TIMEZONE": "America/Nuuk",
            "TOVHOLDER_CATCH_UP": "skip",
            "TOVHOLDER_CATCH_UP_DAYS": "3",
            "SLACK_APP_TOKEN": "xapp-1",
            "TOVHOLDER_SLACK_TEAMS": "T1, T2",
            "TOVHOLDER_DEVIATION_EMOJI": ":Afvigelse:",
            "TOVHOLDER_TEAMS_TENANTS": "a b",
            "TOVHOLDER_HEARTBEAT_URL": "https://monitor.example.dk/x",
            "TOVHOLDER_COMMANDS": "/raci, incident=/isms-incident",
        },
        tmp_path,
    )
    assert (found.data_dir, found.port, found.public_url) == (
        Path("/var/lib/tovholder"),
        9000,
        "http://[::]:9000",
    )
    assert found.database_url == "postgresql://a:b@db/t"
    assert (found.language, found.timezone) == ("en", "America/Nuuk")
    assert (found.catch_up, found.catch_up_days) == ("skip", 3)
    assert found.slack and found.teams
    assert (found.slack.bot_token, found.slack.signing_secret) == ("xoxb-1", "abc123")
    assert (found.slack.app_token, found.slack.teams) == ("xapp-1", ("T1", "T2"))
    assert found.slack.api_url == "https://slack.com/api/"
    assert found.slack.emoji == "afvigelse"
    assert (found.teams.app_id, found.teams.password) == ("the-app", "pw")
    assert (found.teams.tenant_id, found.teams.tenants) == ("the-tenant", ("a", "b"))
    assert found.commands == {"raci": "raci", "incident": "isms-incident"}
    assert set(found.secrets()) == {
        "b",
        "https://monitor.example.dk/x",
        "xoxb-1",
        "abc123",
        "xapp-1",
        "pw",
    }


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "tovholder.toml").write_text(
        'TOVHOLDER_PORT = 9001\nTOVHOLDER_LANGUAGE = "en"\nTOVHOLDER_SLACK_TEAMS = ["T1"]\n'
        'SLACK_BOT_TOKEN = "xoxb-1"\nSLACK_SIGNING_SECRET = "abc"\n'
    )
    found = load_settings({"TOVHOLDER_PORT": "9002"}, tmp_path)
    assert (found.port, found.language) == (9002, "en")
    assert found.slack and found.slack.teams == ("T1",)


def test_another_file_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("TOVHOLDER_PORT = 9003\n")
    assert load_settings({"TOVHOLDER_CONFIG": "other.toml"}, tmp_path).port == 9003
    assert refusal({"TOVHOLDER_CONFIG": "none.toml"}, tmp_path).key == "settings.file"


def test_a_file_with_a_mistake_is_refused_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "tovholder.toml").write_text("TOVHOLDER_PORT = 9003\nnonsense\n")
    error = refusal({}, tmp_path)
    assert (error.key, error.params["line"]) == ("settings.file_form", "2")


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_secret_may_come_from_a_file(name: str, tmp_path: Path) -> None:
    value = "https://db/x" if name.endswith("URL") else "a-secret"
    value = "sqlite:///x.db" if name == "TOVHOLDER_DATABASE_URL" else value
    (tmp_path / "secret").write_text(value + "\n")
    others = {**SLACK, **TEAMS}
    others.pop(name, None)
    by_file = load_settings({**others, f"{name}_FILE": str(tmp_path / "secret")}, tmp_path)
    assert by_file == load_settings({**others, name: value}, tmp_path)
    both = {**others, f"{name}_FILE": str(tmp_path / "secret"), name: value}
    assert refusal(both, tmp_path).key == "settings.twice"
    (tmp_path / "secret").write_text("\n")
    assert refusal({f"{name}_FILE": "secret"}, tmp_path).key == "settings.empty"
    assert refusal({f"{name}_FILE": "nowhere"}, tmp_path).key == "settings.secret_file"


@pytest.mark.parametrize("name", [*SECRET_NAMES, "MICROSOFT_APP_ID", "MICROSOFT_APP_TENANT_ID"])
@pytest.mark.parametrize("empty", ["", " \n"])
def test_an_empty_secret_is_refused(name: str, empty: str, tmp_path: Path) -> None:
    error = refusal({**SLACK, **TEAMS, name: empty}, tmp_path)
    assert (error.key, error.params["name"]) == ("settings.empty", name)


def test_anything_else_that_is_empty_is_not_set(tmp_path: Path) -> None:
    empty = {name: "" for name in NAMES if name not in (*SECRET_NAMES, *TEAMS)}
    assert load_settings(empty, tmp_path) == load_settings({}, tmp_path)


@pytest.mark.parametrize(
    ("environ", "key", "name"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "settings.slack_way_in", "SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": "abc"}, "settings.alone", "SLACK_SIGNING_SECRET"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "settings.alone", "SLACK_APP_TOKEN"),
        ({"MICROSOFT_APP_ID": "a"}, "settings.alone", "MICROSOFT_APP_ID"),
        ({"MICROSOFT_APP_PASSWORD": "a"}, "settings.alone", "MICROSOFT_APP_PASSWORD"),
        ({"MICROSOFT_APP_TENANT_ID": "a"}, "settings.alone", "MICROSOFT_APP_TENANT_ID"),
        (TEAMS | {"MICROSOFT_APP_TYPE": "MultiTenant"}, "settings.choice", "MICROSOFT_APP_TYPE"),
        (SLACK | {"SLACK_BOT_TOKEN": f"a\n{CANARY}"}, "settings.not_a_token", "SLACK_BOT_TOKEN"),
        (SLACK | {"SLACK_BOT_TOKEN": f"æ{CANARY}"}, "settings.not_a_token", "SLACK_BOT_TOKEN"),
        ({"TOVHOLDER_PORT": CANARY}, "settings.port", "TOVHOLDER_PORT"),
        ({"TOVHOLDER_PORT": "0"}, "settings.port", "TOVHOLDER_PORT"),
        ({"TOVHOLDER_PORT": "65536"}, "settings.port", "TOVHOLDER_PORT"),
        ({"TOVHOLDER_PORT": "tcp://10.0.0.1:80"}, "settings.port", "TOVHOLDER_PORT"),
        ({"TOVHOLDER_LANGUAGE": "de"}, "settings.choice", "TOVHOLDER_LANGUAGE"),
        ({"TOVHOLDER_TIMEZONE": "Mars/Phobos"}, "settings.timezone", "TOVHOLDER_TIMEZONE"),
        ({"TOVHOLDER_TIMEZONE": "../../etc/passwd"}, "settings.timezone", "TOVHOLDER_TIMEZONE"),
        ({"TOVHOLDER_TIMEZONE": "Europe"}, "settings.timezone", "TOVHOLDER_TIMEZONE"),
        (
            {"TOVHOLDER_DATABASE_URL": f"mysql://a:{CANARY}@db/t"},
            "settings.database",
            "TOVHOLDER_DATABASE_URL",
        ),
        ({"TOVHOLDER_PUBLIC_URL": "example.dk"}, "settings.address", "TOVHOLDER_PUBLIC_URL"),
        ({"TOVHOLDER_PUBLIC_URL": "http://[::"}, "settings.address", "TOVHOLDER_PUBLIC_URL"),
        (
            {"TOVHOLDER_PUBLIC_URL": f"https://a:{CANARY}@x"},
            "settings.address",
            "TOVHOLDER_PUBLIC_URL",
        ),
        ({"TOVHOLDER_HEARTBEAT_URL": CANARY}, "settings.address", "TOVHOLDER_HEARTBEAT_URL"),
        (
            {"TOVHOLDER_HEARTBEAT_URL": f"http://ping.example.dk/{CANARY}"},
            "settings.address_in_the_clear",
            "TOVHOLDER_HEARTBEAT_URL",
        ),
        (
            {"SLACK_API_URL": "http://slack.com/api/"},
            "settings.address_in_the_clear",
            "SLACK_API_URL",
        ),
        (
            {"TOVHOLDER_TEAMS_TOKEN_URL": "http://login.example.dk"},
            "settings.address_in_the_clear",
            "TOVHOLDER_TEAMS_TOKEN_URL",
        ),
        (
            {"TOVHOLDER_TEAMS_OPENID_METADATA_URL": "http://127.0.0.1.example.dk"},
            "settings.address_in_the_clear",
            "TOVHOLDER_TEAMS_OPENID_METADATA_URL",
        ),
        ({"TOVHOLDER_COMMANDS": "raci årshjul"}, "settings.command", "TOVHOLDER_COMMANDS"),
        ({"TOVHOLDER_COMMANDS": "raci=a=b"}, "settings.command", "TOVHOLDER_COMMANDS"),
        ({"TOVHOLDER_TEAMS_ANONYMOUS": "perhaps"}, "settings.form", "TOVHOLDER_TEAMS_ANONYMOUS"),
    ],
)
def test_what_cannot_be_used_is_refused(
    environ: dict[str, str], key: str, name: str, tmp_path: Path
) -> None:
    error = refusal(environ, tmp_path)
    assert (error.key, error.params["name"]) == (key, name)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "tovholder.example.dk"])
def test_anonymous_calls_are_for_this_machine_only(host: str, tmp_path: Path) -> None:
    environ = {"TOVHOLDER_TEAMS_ANONYMOUS": "1", "TOVHOLDER_HOST": host}
    assert refusal(environ, tmp_path).key == "settings.anonymous"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_anonymous_calls_need_nothing_else_there(host: str, tmp_path: Path) -> None:
    found = load_settings({"TOVHOLDER_TEAMS_ANONYMOUS": "1", "TOVHOLDER_HOST": host}, tmp_path)
    assert found.teams and found.teams.anonymous
    assert (found.teams.app_id, found.teams.tenants) == ("", ())


def test_calls_are_not_anonymous_unless_asked_for(tmp_path: Path) -> None:
    for off in ({}, {"TOVHOLDER_TEAMS_ANONYMOUS": "0"}):
        found = load_settings(TEAMS | off, tmp_path)
        assert found.teams and not found.teams.anonymous
        assert found.teams.tenants == ("the-tenant",)


def test_a_managed_identity_has_no_password(tmp_path: Path) -> None:
    environ = TEAMS | {"MICROSOFT_APP_TYPE": "UserAssignedMSI"}
    del environ["MICROSOFT_APP_PASSWORD"]
    found = load_settings(environ, tmp_path)
    assert found.teams and found.teams.password is None


def test_socket_mode_needs_no_signing_secret(tmp_path: Path) -> None:
    found = load_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, tmp_path)
    assert found.slack and found.slack.signing_secret is None


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("TOVHOLDER_TEAMS_TENANT", "TOVHOLDER_TEAMS_TENANTS"),
        ("TOVHOLDER_LANG", "TOVHOLDER_LANGUAGE"),
        ("TOVHOLDER_DATABASE", "TOVHOLDER_DATABASE_URL"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(name: str, nearest: str, tmp_path: Path) -> None:
    assert refusal({name: CANARY}, tmp_path).params == {"name": name, "nearest": nearest}
    (tmp_path / "tovholder.toml").write_text(f'{name} = "{CANARY}"\n')
    assert refusal({}, tmp_path).params == {"name": name, "nearest": nearest}


def test_other_peoples_variables_are_left_alone(tmp_path: Path) -> None:
    load_settings({"SLACK_CLIENT_ID": "1", "PATH": "/bin", "MICROSOFT_OTHER": "x"}, tmp_path)


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    secrets = {name: CANARY for name in SECRET_NAMES if "URL" not in name}
    urls = {
        "TOVHOLDER_DATABASE_URL": f"postgresql://a:{CANARY}@db/t",
        "TOVHOLDER_HEARTBEAT_URL": f"https://a/{CANARY}",
    }
    found = load_settings(TEAMS | secrets | urls, tmp_path)
    assert CANARY not in repr(found)
    assert CANARY in found.secrets()


@given(value=st.text(st.characters(exclude_characters="\0"), max_size=30))
@settings(max_examples=tries(20, 40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_is_taken_or_refused_in_a_sentence(value: str, tmp_path: Path) -> None:
    for name in NAMES:
        try:
            load_settings({**SLACK, **TEAMS, name: value}, tmp_path)
        except BadInput as error:
            assert Texts("da").has(f"error.{error.key}")


def test_tells_which_platforms_are_not_on_this_machine(tmp_path: Path) -> None:
    here = {
        "SLACK_API_URL": "http://127.0.0.1:3000/api",
        "TOVHOLDER_TEAMS_OPENID_METADATA_URL": "http://localhost:1/keys",
        "TOVHOLDER_TEAMS_TOKEN_URL": "http://[::1]:1/token",
    }
    assert load_settings({}, tmp_path).remote_platforms() == ()
    assert load_settings({**SLACK, **TEAMS}, tmp_path).remote_platforms() == tuple(here)
    assert load_settings({**SLACK, **TEAMS, **here}, tmp_path).remote_platforms() == ()
    anonymous = {"TOVHOLDER_TEAMS_ANONYMOUS": "1"}
    assert load_settings(anonymous, tmp_path).remote_platforms() == ()
    ping = {"TOVHOLDER_HEARTBEAT_URL": "https://ping.example.dk/1"}
    assert load_settings(ping, tmp_path).remote_platforms() == ("TOVHOLDER_HEARTBEAT_URL",)


def test_knows_this_machine_from_others() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]")))
    assert not any(map(is_loopback, ("", "0.0.0.0", "10.0.0.1", "localhost.example.dk", "::")))


def test_nothing_is_read_at_import(tmp_path: Path) -> None:
    (tmp_path / "tovholder.toml").write_text("not toml at all")
    environ = {"TOVHOLDER_PORT": "nonsense", "SLACK_BOT_TOKEN": "", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-c", "import bot.settings"], cwd=tmp_path, env=environ, check=True
    )


def test_the_page_is_written_from_the_class() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page()


def test_the_example_names_every_setting_and_can_be_read(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert tomllib.loads(text) == {}
    lines = [line[1:] for line in text.splitlines() if re.match(r"#[A-Z_]+ = ", line)]
    named = [line.partition(" = ")[0] for line in lines]
    files = [f"{name}_FILE" for name in SECRET_NAMES]
    assert sorted(named) == sorted([*NAMES, *files])
    for name, field in described():
        (line,) = [line for line in lines if line.startswith(f"{name} = ")]
        assert tomllib.loads(line)
        # Where a line shows a plain default, it is the default.
        if isinstance(field.default, str | int) and not field.json_schema_extra:
            assert tomllib.loads(line)[name] == field.default


def test_every_refusal_has_its_sentence_in_both_languages() -> None:
    source = "".join(path.read_text() for path in (ROOT / "bot" / "settings").glob("*.py"))
    keys = set(re.findall(r'"(settings\.[a-z_]+)"', source))
    assert len(keys) > 10
    for language in LANGUAGES:
        known = {key for key in catalogue(language) if key.startswith("error.settings.")}
        assert known == {f"error.{key}" for key in keys}
