"""Files to people by file consent, and files from people."""

import asyncio

import pytest

from bot.cards.elements import Card, File, Text, plain
from bot.chat.ports import StoredFile
from bot.chat.reply import Audience
from bot.chat.request import Place, PlaceKind
from bot.domain.errors import BadInput
from bot.platforms.teams.app import TeamsPlatform
from bot.texts import Texts
from tests.platforms.teams.client import CHANNEL, GROUP, KARIN, METTE, activity
from tests.platforms.teams.fake_connector import RESET, TENANT, Failure

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
CONTENT = b"activity;role\r\n" * 500
EXPORT = File("s3cret", "matrix.csv", len(CONTENT), "https://isms.example.dk/files/s3cret")
CARD = Card("Eksport", body=(Text(plain("Her er matricen.")), EXPORT))


@pytest.fixture(autouse=True)
def kept(files):
    """The file that the cards show."""
    files.kept["s3cret"] = StoredFile("matrix.csv", "text/csv", CONTENT)


def attachments(service, kind: str) -> list[dict]:
    sent = [a for s in service.sent for a in s.activity.get("attachments", ())]
    return [attachment for attachment in sent if attachment["contentType"] == kind]


def texts(service) -> list[str]:
    return [sent.activity["text"] for sent in service.sent if "text" in sent.activity]


async def offered(teams, service, conversation) -> dict:
    """The offer in Mette's personal chat."""
    conversation.say(CARD)
    await teams.say("eksport")
    (offer,) = attachments(service, CONSENT)
    service.sent.clear()
    return offer


async def answer(teams, service, offer, action="accept", url="", context=None, **changes):
    upload = {
        "contentUrl": "https://contoso-my.sharepoint.com/personal/mette/matrix.csv",
        "name": "matrix.csv",
        "uploadUrl": url or f"{service.url}/files/matrix.csv?guid='1'&t=a%20b",
        "uniqueId": "unique-1",
        "fileType": "csv",
    }
    told = offer["content"][f"{action}Context"] if context is None else context
    value = {"type": "fileUpload", "action": action, "context": told, "uploadInfo": upload}
    invoke = {"type": "invoke", "name": "fileConsent/invoke", "value": value, "text": None}
    return await teams.post(activity(service, **{**invoke, **changes}))


async def test_a_file_is_offered_beside_its_card(teams, service, conversation):
    conversation.say(CARD)
    await teams.say("eksport")
    card, offer = service.sent
    assert card.card["body"][0]["text"] == "Eksport"
    assert offer.conversation == "a:personal-mette"
    (consent,) = attachments(service, CONSENT)
    assert (consent["name"], consent["content"]["sizeInBytes"]) == ("matrix.csv", len(CONTENT))
    assert "s3cret" not in str(consent)


async def test_an_accepted_file_is_put_there_once_and_shown(teams, service, conversation):
    offer = await offered(teams, service, conversation)
    assert (await answer(teams, service, offer)).status == 200
    (upload,) = service.uploads
    assert upload.content == CONTENT
    assert upload.range == f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"
    assert upload.path.endswith("?guid='1'&t=a%20b")
    (info,) = attachments(service, INFO)
    assert info["contentUrl"].startswith("https://contoso-my.sharepoint.com/")
    assert info["content"] == {"uniqueId": "unique-1", "fileType": "csv"}
    await answer(teams, service, offer)
    assert len(service.uploads) == 1
    assert texts(service)[0].startswith("Filen er allerede hentet")


async def test_the_same_consent_a_hundred_times_is_one_file(teams, service, conversation):
    offer = await offered(teams, service, conversation)
    answers = [answer(teams, service, offer) for _ in range(100)]
    assert {a.status for a in await asyncio.gather(*answers)} == {200}
    assert (len(service.uploads), len(attachments(service, INFO))) == (1, 1)


async def test_a_declined_file_is_not_put_anywhere(teams, service, conversation):
    offer = await offered(teams, service, conversation)
    await answer(teams, service, offer, "decline")
    assert service.uploads == []
    assert texts(service)[0].startswith("Filen er ikke gemt")
    await answer(teams, service, offer)
    assert service.uploads == []


@pytest.mark.parametrize("context", [None, {}, {"offer": "x"}, {"offer": 1}, {"offer": None}, "x"])
async def test_only_what_was_offered_to_a_person_is_given_to_them(
    teams, service, conversation, context
):
    offer = await offered(teams, service, conversation)
    who = {"from": {"id": "29:karin", "aadObjectId": KARIN}} if context is None else {}
    await answer(teams, service, offer, context=context, **who)
    assert service.uploads == []
    assert texts(service)[0].startswith("Filen er allerede hentet, eller også")
    await answer(teams, service, offer)
    assert len(service.uploads) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/upload",
        "http://contoso.sharepoint.com/upload",
        "https://contoso.sharepoint.com.example.com/upload",
        "https://contoso.sharepoint.com@example.com/upload",
        "https://127.0.0.1/upload",
        "file:///etc/passwd",
    ],
)
async def test_a_file_is_put_with_microsoft_only(teams, service, conversation, url):
    offer = await offered(teams, service, conversation)
    await answer(teams, service, offer, url=url)
    assert texts(service)[0].startswith("Filen kunne ikke gemmes i din OneDrive")
    await answer(teams, service, offer)
    assert len(service.uploads) == 1


@pytest.mark.parametrize(
    "failure", [Failure(500), Failure(403), Failure(302, {"Location": "/"}), Failure(RESET)]
)
async def test_a_file_that_could_not_be_put_there_can_be_tried_again(
    teams, service, conversation, failure
):
    offer = await offered(teams, service, conversation)
    # aiohttp repeats a PUT once when its connection was reset before an answer.
    service.fail_next(failure, *([failure] if failure.status == RESET else []))
    await answer(teams, service, offer)
    assert texts(service)[0].startswith("Filen kunne ikke gemmes i din OneDrive")
    await answer(teams, service, offer)
    assert len(service.uploads) == 1


async def test_an_expired_file_is_said_so(teams, service, conversation, files):
    offer = await offered(teams, service, conversation)
    files.kept.clear()
    await answer(teams, service, offer)
    assert texts(service)[0].startswith("Filen er allerede hentet, eller også er tilbuddet udløbet")


async def test_an_offer_stands_after_a_restart(teams, service, conversation, store, files):
    offer = await offered(teams, service, conversation)
    later = TeamsPlatform(service.config(), conversation, Texts("da"), store, files=files)
    await later.start()
    teams.platform = later
    await answer(teams, service, offer)
    assert len(service.uploads) == 1
    await later.stop()


async def test_the_newest_offers_are_kept(teams, service, conversation, store):
    offers = [await offered(teams, service, conversation) for _ in range(7)]
    (kept,) = [row for key, row in store.rows.items() if key.startswith("teams:offers:")]
    assert len(kept) < 1000
    await answer(teams, service, offers[0])
    assert service.uploads == []
    await answer(teams, service, offers[-1])
    assert len(service.uploads) == 1


@pytest.mark.parametrize("where", [GROUP, CHANNEL])
async def test_in_company_a_file_is_a_link(teams, service, conversation, where):
    conversation.say(CARD, Audience.PLACE)
    await teams.say("eksport", conversation=where)
    assert attachments(service, CONSENT) == []
    assert EXPORT.url in str(service.sent[0].card)


async def test_a_personal_answer_offers_its_file_in_the_personal_chat(teams, service, conversation):
    conversation.say(CARD, Audience.PERSONAL)
    await teams.say("eksport", conversation=GROUP)
    assert [sent.conversation for sent in service.sent] == [
        "a:created-1",
        "a:created-1",
        GROUP["id"],
    ]
    (offer,) = attachments(service, CONSENT)
    await answer(teams, service, offer)
    assert len(service.uploads) == 1


async def test_a_message_to_a_person_offers_its_file(teams, service, platform):
    await teams.say("hej")
    service.sent.clear()
    place = Place("teams", TENANT, METTE, PlaceKind.DIRECT)
    assert await platform.messenger.send(place, CARD) == "message-1"
    (offer,) = attachments(service, CONSENT)
    await answer(teams, service, offer)
    assert len(service.uploads) == 1


async def test_an_offer_that_is_refused_costs_no_message(teams, service, platform, conversation):
    await teams.say("hej")
    place = Place("teams", TENANT, METTE, PlaceKind.DIRECT)
    service.fail_next(Failure(200, body='{"id":"m-1"}'), Failure(403))
    assert await platform.messenger.send(place, CARD) == "m-1"


async def test_without_files_nothing_is_offered(service, conversation, store, teams):
    without = TeamsPlatform(service.config(), conversation, Texts("da"), store)
    await without.start()
    teams.platform = without
    conversation.say(CARD)
    await teams.say("eksport")
    assert len(service.sent) == 1
    assert EXPORT.url in str(service.sent[0].card)
    await without.stop()


def sent_file(service, name="roller.xlsx", url="") -> dict:
    """A file as Teams sends it along with a message."""
    content = {
        "downloadUrl": url or f"{service.url}/files/roller.xlsx?tempauth=a.b-c_d",
        "uniqueId": "unique-2",
        "fileType": "xlsx",
    }
    return {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "contentUrl": "https://contoso-my.sharepoint.com/personal/mette/roller.xlsx",
        "name": name,
        "content": content,
    }


HTML = {"contentType": "text/html", "content": "<p>importér</p>"}


async def test_a_file_sent_along_is_read(teams, service, conversation):
    service.downloads["roller.xlsx"] = b"PK" * 1000
    await teams.say("importér", attachments=[HTML, sent_file(service)])
    (file,) = conversation.command.files
    assert file.name == "roller.xlsx"
    assert await file.read(2000) == b"PK" * 1000
    with pytest.raises(BadInput, match="file-too-big"):
        await file.read(1999)


@pytest.mark.parametrize(
    "url",
    ["https://example.com/x", "http://contoso.sharepoint.com/x", "https://169.254.169.254/x", "x"],
)
async def test_a_file_is_fetched_from_microsoft_only(teams, service, conversation, url):
    await teams.say("importér", attachments=[sent_file(service, url=url)])
    with pytest.raises(BadInput, match="file-unreadable"):
        await conversation.command.files[0].read(1000)


@pytest.mark.parametrize(
    "failure",
    [Failure(404), Failure(302, {"Location": "http://127.0.0.1/"}), Failure(200, delay=1.0)],
)
async def test_a_file_that_is_not_handed_out(teams, service, conversation, failure, monkeypatch):
    monkeypatch.setattr("bot.platforms.teams.downloads._FETCH_SECONDS", 0.2)
    await teams.say("importér", attachments=[sent_file(service)])
    service.fail_next(failure)
    with pytest.raises(BadInput, match="file-unreadable"):
        await conversation.command.files[0].read(1000)


@pytest.mark.parametrize(
    "attachments",
    [None, "x", {}, [None, 3, "x"], [{"contentType": 3}], [HTML]],
)
async def test_other_attachments_are_no_files(teams, conversation, attachments):
    await teams.say("importér", attachments=attachments)
    assert conversation.command.files == ()


async def test_malformed_files_are_unreadable(teams, service, conversation):
    broken = {**sent_file(service), "name": 3, "content": "x"}
    await teams.say("importér", attachments=[broken])
    (file,) = conversation.command.files
    assert file.name == ""
    with pytest.raises(BadInput, match="file-unreadable"):
        await file.read(1000)


async def test_in_company_attachments_are_no_files(teams, service, conversation):
    await teams.say("importér", attachments=[sent_file(service)], conversation=GROUP)
    assert conversation.command.files == ()
