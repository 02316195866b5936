"""What reaches the log: nothing secret, nothing that people wrote, one short line an event."""

import ast
import asyncio
import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.telemetry.correlation import correlation, new_correlation
from bot.telemetry.logs import FIELDS, configure_logging, describe, get_logger
from bot.telemetry.redaction import Redactor

ROOT = Path(__file__).parent.parent
SECRETS = {
    "bot token": "xoxb-2222222222-3333333333-AbCdEfGhIjKl",
    "app token": "xapp-1-A0APP-4444-0123456789abcdef",
    "signing secret": "8f742231b10e8888abcd99yyyzzz85a5",
    "password": "Pa55word.til/databasen+æ",
    "json web token": "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJib3QifQ.c2lnbmF0dXJl",
    "short": "kort",
}
LIBRARIES = ("slack_bolt.AsyncApp", "slack_sdk.web", "botbuilder.core", "msrest", "aiohttp.client")
log = get_logger("bot.test")


@pytest.fixture
def stream(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Configured logging, put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    form = getattr(request, "param", "json")
    configure_logging(form, secrets=SECRETS.values(), stream=stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("stream", ["json", "console"], indirect=True)
def test_no_canary_reaches_the_log(stream: io.StringIO) -> None:
    for secret in SECRETS.values():
        log.warning("x.happened", reason=secret, host=f"https://a:{secret}@example.dk", body=secret)
        log.warning("x.happened", error=f"Authorization: Bearer {secret}", key={"a": secret})
        for name in LIBRARIES:
            library = logging.getLogger(name)
            library.warning("token %s for {'token': '%s'}", secret, secret)
            library.error(f"failed with {secret}", extra={"body": secret})
        for logger in (log, logging.getLogger("uvicorn.error")):
            try:
                raise RuntimeError(secret) from ValueError(secret)
            except RuntimeError:
                logger.exception("x.failed")
    written = stream.getvalue()
    assert written.count("\n") == len(SECRETS) * (4 + 2 * len(LIBRARIES))
    for secret in SECRETS.values():
        assert secret not in written
        assert secret[:8] not in written.replace("x.happened", "")


@pytest.mark.parametrize(
    "text",
    [
        "xoxb-1-2-abc",
        "xoxe.xoxp-1-abc",
        "xapp-1-A-1-abc",
        "Authorization: Basic dXNlcjpwYXNzd29yZA==",
        "bearer   abcdefgh",
        "password=hunter2-abc",
        '{"client_secret": "abc def"}',
        "{'access_token': 'abc def'}",
        "MICROSOFT_APP_PASSWORD=abc",
        "SLACK_SIGNING_SECRET: abc",
        "x-slack-signature: v0=" + "ab" * 32,
        "v0=" + "ab" * 32,
        "postgresql://tovholder:abc@db/tovholder",
        "https://hooks.slack.com/commands/T0/1/abc",
        "http://127.0.0.1:8080/pictures/abc.png",
        "eyJhbGciOiJSUzI1NiJ9.abc",
    ],
)
def test_strikes_out_what_looks_like_a_secret(text: str) -> None:
    struck = Redactor()(text)
    assert "***" in struck
    assert not {"abc", "hunter2", "dXNlcjpwYXNzd29yZA", "abab"} & set(struck.split())
    assert "abc" not in struck


def test_leaves_ordinary_words_alone() -> None:
    for text in (
        "Unhandled request",
        "the clock has stopped",
        "guard.refused at /slack/events",
        "postgresql://db/tovholder",
        "kort sagt",
    ):
        assert Redactor(["abc"])(text) == text


@given(st.text(min_size=4, max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_a_known_secret_is_struck_out_wherever_it_stands(
    secret: str, before: str, after: str
) -> None:
    struck = Redactor([secret])(f"{before} {secret} {after}")
    assert f" {secret} " not in struck or secret in "***"


def test_a_line_holds_allowed_fields_and_names_the_others(stream: io.StringIO) -> None:
    log.info("x.happened", status=401, text="hvad Mette skrev", body={"a": 1})
    (line,) = lines(stream)
    assert line["status"] == 401
    assert line["dropped"] == "body,text"
    assert "Mette" not in stream.getvalue()


def test_a_value_is_a_short_plain_scalar(stream: io.StringIO) -> None:
    log.info("x.happened", reason="a\nb\x1b[31m" + "c" * 500, count=3, seconds=0.12345678, key=[1])
    (line,) = lines(stream)
    assert line["reason"] == "a?b?[31m" + "c" * 91 + "…"
    assert (line["count"], line["seconds"], line["key"]) == (3, 0.123457, "list")


def test_the_longest_line_of_ours_is_short(stream: io.StringIO) -> None:
    new_correlation()
    log.error("guard.verifier_failed", entrance="/slack/events", error="e" * 999, where="w" * 999)
    log.warning("guard.refused", entrance="/slack/events", status=429, reason="r" * 60, source="::")
    for line in stream.getvalue().splitlines():
        assert len(line.encode()) <= 500


def test_of_a_library_only_warnings_and_only_their_head(stream: io.StringIO) -> None:
    for name in LIBRARIES:
        logging.getLogger(name).info("hidden")
        logging.getLogger(name).debug("hidden")
    logging.getLogger("uvicorn.access").info("hidden")
    logging.getLogger("other").info("hidden")
    logging.getLogger("slack_bolt.App").warning("Unhandled request ({'text': 'Mettes løn'})")
    assert [(line["event"], line["message"]) for line in lines(stream)] == [
        ("library", "Unhandled request")
    ]


def test_arguments_that_do_not_fit_their_text_stay_hidden(stream: io.StringIO) -> None:
    record = logging.LogRecord("slack_sdk", logging.ERROR, "", 1, "bad %s %s", ("løn",), None)
    logging.getLogger().handlers[0].handle(record)
    assert lines(stream)[0]["message"] == "bad %s %s"


def test_a_librarys_own_handlers_are_taken_away(stream: io.StringIO) -> None:
    own = io.StringIO()
    library = logging.getLogger("slack_bolt")
    library.addHandler(logging.StreamHandler(own))
    library.propagate = False
    configure_logging("json", stream=stream)
    library.warning("seen")
    assert own.getvalue() == ""
    assert lines(stream)[0]["message"] == "seen"


def test_warnings_are_lines_too(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert lines(stream)[0]["logger"] == "py.warnings"


def test_an_error_is_told_by_its_types_and_place(stream: io.StringIO) -> None:
    try:
        try:
            raise PermissionError(13, "Permission denied", "/hemmelig/sti")
        except OSError as error:
            raise BadInput("settings.file", path="/hemmelig/sti") from error
    except BadInput:
        log.exception("x.failed")
    (line,) = lines(stream)
    assert line["error"] == "BadInput: settings.file < PermissionError: Permission denied"
    assert str(line["where"]).startswith("test_telemetry.py:")
    assert "hemmelig" not in stream.getvalue()
    assert describe(KeyError("Mette")) == "KeyError"


async def test_a_correlation_belongs_to_its_task(stream: io.StringIO) -> None:
    async def work() -> str:
        mine = new_correlation()
        await asyncio.sleep(0)
        log.info("x.happened")
        return mine if correlation() == mine else ""

    ids = await asyncio.gather(work(), work())
    assert all(ids)
    assert [line["correlation"] for line in lines(stream)] == list(ids)


def test_nothing_is_written_before_logging_is_configured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    get_logger("bot.unconfigured").info("x.happened")
    assert capsys.readouterr().out == ""


def test_every_event_in_the_source_is_a_code_with_known_fields() -> None:
    """Reads the source: `_log.info("guard.refused", status=…)`."""
    seen = 0
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("storage/**/*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not _is_log_call(call):
                continue
            seen += 1
            event = call.args[0]
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            assert isinstance(event, ast.Constant), f"{where}: the event is not a constant"
            assert " " not in event.value, f"{where}: the event is prose"
            assert len(call.args) == 1, f"{where}: positional values"
            fields = {keyword.arg for keyword in call.keywords} - {"exc_info"}
            assert fields <= FIELDS, f"{where}: {fields - FIELDS} would be dropped"
    assert seen > 3


def _is_log_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("_log", "log")
        and node.func.attr in ("debug", "info", "warning", "error", "exception", "critical")
    )
