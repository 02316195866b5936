"""A vote by what Slack and Teams really send: whoever may not is told so, and it is audited."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

import pytest

from bot.cards.codec import card_from_json
from bot.domain.approval_marks import ballot_subject
from bot.domain.approvals import Approval
from bot.domain.committees import Committee, CommitteeSeat, Quorum
from bot.domain.decisions import Proposal
from bot.domain.delivery import MessageState, Settlement
from bot.domain.language import Localized
from bot.domain.people import Account
from bot.domain.plan import Bearer
from bot.platforms.slack.app import SlackPlatform
from bot.platforms.teams.app import TeamsPlatform
from bot.services.approvals import Grounds, Wanted
from bot.services.journal import Cause
from bot.texts import Texts
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import button
from tests.platforms.slack.conftest import NOW as SLACK_NOW
from tests.platforms.slack.conftest import Knocker, Pictures, config
from tests.platforms.slack.fake_slack import TEAM, FakeSlack, press, user
from tests.platforms.teams.client import CHANNEL, MemoryStore, Teams, activity
from tests.platforms.teams.fake_connector import TENANT, FakeConnector

SLACK, TEAMS = "slack", "teams"
MEMBERS = {"anders": SLACK, "karin": TEAMS, "lone": SLACK, "bo": TEAMS}
"""Where each member was sent a ballot."""
DELIVERED = "1800000000.000001"
"""The message that every ballot was delivered as."""
ELSEWHERE = "1800000000.000009"
PROPOSAL = Proposal("Køb backup", "Efter tilbud", (Bearer(role_id="it"),), None)


def slack_id(who: str) -> str:
    """Return somebody's user id in Slack."""
    return f"U0{who.upper()}"


def teams_id(who: str) -> str:
    """Return somebody's object id in the directory behind Teams."""
    return f"00000000-0000-0000-0000-{who.encode().hex():0>12}"


def account(who: str, platform: str) -> Account:
    """Return somebody's account on a platform."""
    if platform == SLACK:
        return Account(SLACK, TEAM, slack_id(who))
    return Account(TEAMS, TENANT, teams_id(who))


@dataclass
class Hall:
    """A vote under way, with Slack and Teams as they really come in."""

    example: Example
    approval: Approval
    slack: FakeSlack
    knock: Knocker
    connector: FakeConnector
    teams: Teams
    numbers: Iterator[int] = field(default_factory=count)

    async def approve(self, reader: str) -> tuple[str, str]:
        """Return what [Godkend] on somebody's ballot carries."""
        person = self.example.person(reader).id
        subject = ballot_subject(self.approval.id, self.approval.version)
        async with self.example.house.store.storage.read() as work:
            copies = await work.outbox.copies(subject)
        (ballot,) = [one for one in copies if one.person_id == person]
        found = button(card_from_json(dict(ballot.card)), "Godkend")
        return found.action, found.value

    async def on_slack(
        self,
        reader: str,
        by: str,
        *,
        team: str = TEAM,
        channel: str = "",
        message: str = DELIVERED,
    ) -> str:
        """Press a ballot by a block action, and return what is answered."""
        action, value = await self.approve(reader)
        place = channel or f"D0{by.upper()}"
        body = press(
            f"{action}#1",
            value,
            response_url=self.slack.response_url(),
            user={"id": slack_id(by), "username": by, "name": by, "team_id": team},
            container={"type": "message", "message_ts": message, "channel_id": place},
            channel={"id": place, "name": "general" if channel else "directmessage"},
            message={"ts": message},
        )
        answer = await self.knock.payload(body)
        if answer.status != 200:
            return answer.reason
        return str((await self.slack.wait_for("response_url"))[0])

    async def on_teams(
        self,
        reader: str,
        by: str,
        *,
        tenant: str = TENANT,
        channel: bool = False,
        message: str = DELIVERED,
    ) -> str:
        """Press a ballot by an invoke, and return what is answered."""
        action, value = await self.approve(reader)
        own = {"id": f"a:{by}", "conversationType": "personal", "tenantId": tenant}
        answer = await self.teams.push(
            {"action": action, "value": value},
            **{"from": {"id": f"29:{by}", "name": by, "aadObjectId": teams_id(by)}},
            conversation=CHANNEL if channel else own,
            channelData={"tenant": {"id": tenant}},
            replyToId=message,
            id=f"f:{next(self.numbers)}",
        )
        return answer.reason or str(answer.body)

    async def voted(self) -> dict[str, str]:
        """Return what is counted, by who answered."""
        async with self.example.house.store.storage.read() as work:
            approval = await work.approvals.find(self.approval.id)
        assert approval is not None
        names = {
            person.id: person.email.split("@")[0] for person in self.example.organisation.people
        }
        return {names[vote.voter_id]: vote.choice.value for vote in approval.votes.values()}

    async def unseat(self, who: str) -> None:
        """Take somebody's seat away."""
        house = self.example.house
        (committee,) = house.snapshots.current.organisation.committees
        seats = tuple(seat for seat in committee.seats if seat.id != f"seat-{who}")
        async with house.store.storage.begin() as work:
            await work.committees.save(replace(committee, seats=seats))
            await work.commit()
        await house.snapshots.refresh()


@pytest.fixture
async def hall(sqlite_example: Example, clock: SteppedClock) -> AsyncIterator[Hall]:
    """A vote of four, two on each platform, whose ballots were delivered."""
    house = sqlite_example.house
    approval = await _asked(sqlite_example, clock)
    async with AsyncExitStack() as stack:
        fake = await stack.enter_async_context(FakeSlack())
        slack = SlackPlatform(
            config(fake), house.dispatcher, Pictures(), Texts("da"), clock=lambda: float(SLACK_NOW)
        )
        await slack.start()
        stack.push_async_callback(slack.stop)
        connector = FakeConnector()
        await connector.start()
        stack.push_async_callback(connector.stop)
        teams = TeamsPlatform(connector.config(), house.dispatcher, Texts("da"), MemoryStore())
        await teams.start()
        stack.push_async_callback(teams.stop)
        house.dispatcher.attach({SLACK: slack.directory, TEAMS: teams.directory})
        for who in (*MEMBERS, "nina"):
            email = f"{who}@example.dk"
            fake.users[slack_id(who)] = user(slack_id(who), who.title(), email)
            connector.members[who] = _listed(who, email)
        # Guests with a member's address: it must not make them that member.
        stolen = "bo@example.dk", "lone@example.dk"
        guest = user(slack_id("erik"), "Erik", stolen[0], is_ultra_restricted=True)
        fake.users[slack_id("erik")] = guest
        connector.members["erik"] = {**_listed("erik", stolen[1]), "userRole": "guest"}
        knock = Knocker(slack.entrance)
        yield Hall(sqlite_example, approval, fake, knock, connector, Teams(teams, connector))


def _listed(who: str, email: str) -> dict[str, str]:
    known = {"id": f"29:{who}", "aadObjectId": teams_id(who), "name": who.title()}
    return {**known, "email": email, "userPrincipalName": email, "tenantId": TENANT}


async def _asked(example: Example, clock: SteppedClock) -> Approval:
    """Ask for a decision, and let every ballot have been delivered."""
    house = example.house
    seats = tuple(
        CommitteeSeat(f"seat-{who}", "employees", person_id=example.person(who).id, chair=not n)
        for n, who in enumerate(MEMBERS)
    )
    name = Localized("Udvalget", "The committee")
    roles = ("infosec-committee", "top-management", "infosec-function")
    quorum = Quorum(3, 4, more=False, chair=True)
    async with house.store.storage.begin() as work:
        for who, platform in MEMBERS.items():
            await work.accounts.bind(account(who, platform), example.person(who).id, clock.now())
        await work.committees.save(
            Committee("committee-infosec", name, *roles, seats=seats, quorum=quorum)
        )
        await work.commit()
    await house.snapshots.refresh()
    due = clock.now().date() + timedelta(days=60)
    wanted = Wanted(
        "Ny backup",
        replace(PROPOSAL, due=due),
        Grounds("Tilbud"),
        committee_id="committee-infosec",
    )
    cause = Cause(example.person("mette").id)
    approval = await house.services.approvals.requests.ask(wanted, cause)
    async with house.store.storage.begin() as work:
        claims = await work.outbox.claim("t", [SLACK, TEAMS], 100, timedelta(minutes=1))
        sent = MessageState.SENT
        await work.outbox.settle(
            [Settlement(one.message.id, "t", sent, platform_id=DELIVERED) for one in claims]
        )
        await work.commit()
    return approval


OTHERS_CARD = "Kortet er sendt til en anden. "
UNKNOWN = "din konto er ikke knyttet til nogen"
OTHER_ACCOUNT = "en anden af dine konti"
COPY = "Det er en kopi af kortet"
REMOVED = "Du har ikke længere pladsen"

ON_SLACK = {
    "an outsider": ("anders", "nina", {}, OTHERS_CARD),
    "another member": ("anders", "lone", {}, OTHERS_CARD),
    "a guest": ("anders", "erik", {}, UNKNOWN),
    "somebody unknown": ("anders", "nobody", {}, UNKNOWN),
    "a second account": ("karin", "karin", {}, OTHER_ACCOUNT),
    "a copy in a channel": ("anders", "anders", {"channel": "C0GENERAL"}, COPY),
    "a copy of the message": ("anders", "anders", {"message": ELSEWHERE}, COPY),
}
ON_TEAMS = {
    "an outsider": ("karin", "nina", {}, OTHERS_CARD),
    "another member": ("karin", "bo", {}, OTHERS_CARD),
    "a guest": ("karin", "erik", {}, UNKNOWN),
    "somebody unknown": ("karin", "nobody", {}, UNKNOWN),
    "a second account": ("anders", "anders", {}, OTHER_ACCOUNT),
    "a copy in a channel": ("karin", "karin", {"channel": True}, COPY),
    "a copy of the message": ("karin", "karin", {"message": ELSEWHERE}, COPY),
}


async def refused(hall: Hall, told: str, sentence: str) -> None:
    """See that a press was refused with a sentence, is in the log by now, and counts nowhere."""
    assert sentence in told
    assert await hall.voted() == {}
    assert not await audited(hall.example, "approval.vote-cast")


async def test_who_may_not_vote_is_told_and_audited_in_slack(hall: Hall) -> None:
    for n, (row, (reader, by, how, sentence)) in enumerate(ON_SLACK.items(), 1):
        hall.slack.calls.clear()
        await refused(hall, f"{row}: {await hall.on_slack(reader, by, **how)}", sentence)
        assert len(await audited(hall.example, "access.action-refused")) == n, row
    hall.slack.calls.clear()
    await hall.unseat("anders")
    await refused(hall, await hall.on_slack("anders", "anders"), REMOVED)
    assert len(await audited(hall.example, "access.action-refused")) == len(ON_SLACK) + 1


async def test_who_may_not_vote_is_told_and_audited_in_teams(hall: Hall) -> None:
    for n, (row, (reader, by, how, sentence)) in enumerate(ON_TEAMS.items(), 1):
        await refused(hall, f"{row}: {await hall.on_teams(reader, by, **how)}", sentence)
        assert len(await audited(hall.example, "access.action-refused")) == n, row
    await hall.unseat("karin")
    await refused(hall, await hall.on_teams("karin", "karin"), REMOVED)
    assert len(await audited(hall.example, "access.action-refused")) == len(ON_TEAMS) + 1


async def test_a_press_from_a_foreign_tenant_is_let_in_nowhere_and_audited(hall: Hall) -> None:
    # What the guard answers it with is tried beside the guard.
    other = "22222222-2222-4222-8222-222222222222"
    await refused(hall, await hall.on_slack("anders", "anders", team="T0OTHER"), "foreign")
    await refused(hall, await hall.on_teams("karin", "karin", tenant=other), "foreign")
    found = await audited(hall.example, "access.foreign-refused")
    assert [(one.data["platform"], one.data["tenant"]) for one in found] == [
        (SLACK, "T0OTHER"),
        (TEAMS, other),
    ]


async def test_one_person_has_one_vote_over_platforms(hall: Hall) -> None:
    assert "Du har svaret" in await hall.on_slack("anders", "anders")
    assert "Du har svaret" in await hall.on_teams("karin", "karin")
    assert await hall.voted() == {"anders": "for", "karin": "for"}
    # Anders answers anew in Teams, where the card of his request opens the form.
    who = {"id": "29:anders", "name": "Anders", "aadObjectId": teams_id("anders")}
    own = {"id": "a:anders", "conversationType": "personal", "tenantId": TENANT}
    mine = {"from": who, "conversation": own}
    await hall.teams.post(activity(hall.connector, text="godkendelse G-1", **mine))
    actions = hall.connector.sent[-1].card["actions"]
    (opens,) = [one for one in actions if one["title"].startswith("Skift svar")]
    opened = await hall.teams.dialog("fetch", opens["data"], id="f:fetch", **mine)
    (send,) = opened.body["task"]["value"]["card"]["content"]["actions"]
    typed = {"one.choice": "against", "one.remark": "Alligevel ikke"}
    await hall.teams.dialog("submit", {**send["data"], **typed}, id="f:submit", **mine)
    assert await hall.voted() == {"anders": "against", "karin": "for"}
    cast = await audited(hall.example, "approval.vote-cast")
    assert [one.data["changed"] for one in cast] == [False, False, True]
