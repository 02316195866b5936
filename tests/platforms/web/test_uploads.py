"""Files that people send to the bot, from the page and from a script."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.request import Command, FormSubmit, SharedFile
from bot.domain.errors import BadInput
from bot.platforms.web.errors import WebError
from bot.platforms.web.uploads import LARGEST_FILE, Upload, boundary_of, read_parts, safe_name
from tests.platforms.web.asking import Answer, Seen, ask
from tests.platforms.web.house import House

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
CONTENT = b"PK\x03\x04\r\n--\r\n\x00\xff\r\n"


def part(name: str, content: bytes, file: str | None = None) -> bytes:
    """Return one field as browsers write it."""
    named = f'; filename="{file}"\r\nContent-Type: application/octet-stream' if file else ""
    if file == "":
        named = '; filename=""\r\nContent-Type: application/octet-stream'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def body(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def said(text: str = "/isms importér", place: str = "general") -> list[bytes]:
    fields = {"person": "mette", "place": place, "text": text}
    return [part(name, value.encode()) for name, value in fields.items()]


async def send(house: House, content: bytes) -> Answer:
    kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    return await ask(house.web.app, "POST", "/demo/say", content, headers=kind)


async def upload(house: House, query: str, content: bytes = CONTENT) -> Answer:
    return await ask(house.web.app, "POST", f"/demo/upload?{query}", content)


def sent_along(house: House) -> SharedFile:
    """Return the file of what the house was asked last."""
    command = house.conversation.asked[-1]
    assert isinstance(command, Command)
    (file,) = command.files
    return file


async def test_a_script_sends_a_file_as_the_whole_body(house: House) -> None:
    query = "person=mette&place=general&name=Matrix%20%C3%A6.xlsx&text=/isms%20import"
    own, reply = (await upload(house, query)).json()
    assert (own["person"], own["to"], own["text"]) == (
        "mette",
        "mette",
        "/isms import\nMatrix æ.xlsx",
    )
    assert (reply["to"], reply["place"]) == ("mette", "general")
    command = house.conversation.asked[-1]
    assert isinstance(command, Command)
    assert (command.word, command.text) == ("isms", "import")
    file = sent_along(house)
    assert (file.name, file.size) == ("Matrix æ.xlsx", len(CONTENT))
    assert await file.read(len(CONTENT)) == CONTENT
    with pytest.raises(BadInput, match="file-too-big"):
        await file.read(len(CONTENT) - 1)


@pytest.mark.parametrize("place", ["general", "dm-mette"])
async def test_a_file_alone_is_for_the_bot_and_seen_by_its_sender(house: House, place: str) -> None:
    own, _ = (await upload(house, f"person=mette&place={place}&name=matrix.csv")).json()
    assert own["text"] == "matrix.csv"
    shown = await ask(house.web.app, "GET", f"/demo/messages?place={place}&person=jonas")
    assert shown.json() == []


async def test_the_page_sends_a_file_without_a_script(house: House) -> None:
    answer = await send(house, body(*said(), part("file", CONTENT, "Løn &quot;%22.xlsx")))
    assert (answer.status, answer.headers["location"]) == (
        303,
        "/?person=mette&place=general#latest",
    )
    file = sent_along(house)
    assert file.name == 'Løn &quot;".xlsx'
    assert await file.read(LARGEST_FILE) == CONTENT
    page = Seen((await ask(house.web.app, "GET", "/?person=mette")).text)
    assert 'Løn &quot;".xlsx1 kB' in page.text


async def test_the_page_may_send_no_file(house: House) -> None:
    answer = await send(house, body(*said("Hej alle"), part("file", b"", "")))
    assert answer.status == 303
    assert not house.conversation.asked
    answer = await send(house, body(*said(" "), part("file", b"", "")))
    assert answer.status == 400
    assert "Skriv en besked først." in answer.text


async def test_an_empty_file_is_for_the_house_to_judge(house: House) -> None:
    await send(house, body(*said(), part("file", b"", "tom.xlsx")))
    assert await sent_along(house).read(10) == b""


async def test_a_file_that_is_too_large_is_refused(house: House) -> None:
    query = "person=mette&place=general&name=matrix.xlsx"
    fits = await upload(house, query, b"x" * LARGEST_FILE)
    assert fits.status == 200
    answer = await upload(house, query, b"x" * (LARGEST_FILE + 1))
    assert (answer.status, answer.json()["error"]) == (413, "large-file")
    assert answer.json()["message"] == "Filen er for stor. Grænsen er 10 MB."
    answer = await send(house, body(*said(), part("file", b"x" * LARGEST_FILE, "matrix.xlsx")))
    assert answer.status == 413
    assert len(house.conversation.asked) == 1


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("place=general&name=x.csv", (400, "missing-field")),
        ("person=mette&name=x.csv", (400, "missing-field")),
        ("person=mette&place=general", (400, "missing-field")),
        ("person=mette&place=general&name=", (400, "missing-field")),
        ("person=mette&place=general&name=../..", (400, "missing-field")),
        ("person=nobody&place=general&name=x.csv", (404, "unknown-person")),
        ("person=mette&place=dm-jonas&name=x.csv", (404, "unknown-place")),
        ("person=mette&place=home-mette&name=x.csv", (404, "unknown-place")),
    ],
)
async def test_a_file_from_nobody_to_nowhere_is_refused(
    house: House, query: str, problem: tuple[int, str]
) -> None:
    answer = await upload(house, query)
    assert (answer.status, answer.json()["error"]) == problem
    assert not house.conversation.asked


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"--",
        b"hej",
        body(),
        body(b"--" + BOUNDARY.encode() + b"\r\nhej\r\n"),
        b"".join(said()),
        body(*(part(f"field{number}", b"x") for number in range(60))),
        body(*said(), part("file", b"x", "a.csv"), part("file", b"x", "b.csv")),
        body(*said(), part("file", b"x", "..")),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(house: House, content: bytes) -> None:
    assert (await send(house, content)).status == 400
    assert not house.conversation.asked


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=" + "x" * 71]
)
async def test_a_form_must_tell_what_parts_it(house: House, kind: str) -> None:
    headers = {"content-type": kind}
    answer = await ask(house.web.app, "POST", "/demo/say", body(*said()), headers=headers)
    assert answer.status == 400


@settings(deadline=None)
@given(
    st.dictionaries(st.text("abcdef", min_size=1), st.text().map(lambda text: text.encode())),
    st.binary(),
)
def test_what_is_sent_is_what_is_read(fields: dict[str, bytes], content: bytes) -> None:
    parts = [part(name, value) for name, value in fields.items()]
    found, file = read_parts(
        body(*parts, part("file", content, "x.csv")), BOUNDARY.encode(), len(parts) + 1
    )
    assert found == [(name, value.decode()) for name, value in fields.items()]
    assert file == Upload("x.csv", content)


@settings(deadline=None)
@given(st.binary(max_size=300), st.text(max_size=80))
def test_no_body_and_no_header_is_the_servers_fault(content: bytes, header: str) -> None:
    for boundary in (b"x", b"--", b"\r\n"):
        try:
            read_parts(content, boundary, 5)
        except WebError as error:
            assert error.status == 400
    try:
        boundary_of(f"multipart/form-data; boundary={header}")
    except WebError as error:
        assert error.status == 400


@settings(deadline=None)
@given(st.text())
def test_a_files_name_is_a_name_alone(typed: str) -> None:
    try:
        name = safe_name(typed)
    except WebError as error:
        assert error.status == 400
        return
    assert name
    assert len(name) <= 200
    assert name.isprintable()
    assert not set(name) & set("/\\")
    assert name not in (".", "..")


def test_a_long_name_keeps_its_end() -> None:
    assert safe_name("C:\\Users\\mette\\" + "x" * 300 + ".xlsx").endswith("x.xlsx")


def test_reading_an_upload_is_bounded() -> None:
    file = Upload("x.csv", b"12345").shared
    assert asyncio.run(file.read(5)) == b"12345"
    with pytest.raises(BadInput):
        asyncio.run(file.read(4))


async def test_a_file_of_a_form_reaches_the_house(house: House) -> None:
    fields = {"person": "mette", "action": "sample.save", "value": "form-1", "field-name": "Lås"}
    parts = [part(name, value.encode()) for name, value in fields.items()]
    kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    for file, name in ((part("field-file", CONTENT, "log.pdf"), "log.pdf"), (None, None)):
        content = body(*parts, *([file] if file else [part("field-file", b"", "")]))
        await ask(house.web.app, "POST", "/demo/submit", content, headers=kind)
        request = house.conversation.asked[-1]
        assert isinstance(request, FormSubmit)
        assert request.values == {"name": ("Lås",)}
        assert [one.name for one in request.files] == ([name] if name else [])
        assert [await one.read(LARGEST_FILE) for one in request.files] == [CONTENT][: bool(name)]
