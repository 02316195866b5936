"""A month's anchor of the audit log, for people who keep it where nobody else can change it."""

import json
from dataclasses import asdict
from datetime import date

from bot.cards.elements import Card, Fact, Facts, Text, Tone, plain
from bot.domain.audit_events import AuditAnchored
from bot.texts import Texts


def anchor_card(event: AuditAnchored, texts: Texts) -> Card:
    """Return where the audit log ended, and the line that `tovholder verify` takes."""
    line = json.dumps({"anchor": asdict(event.anchor)}, separators=(",", ":"), sort_keys=True)
    return Card(
        texts("anchors.title", date=texts.date_long(date.fromisoformat(event.on))),
        why=texts("anchors.why"),
        body=(
            Facts(
                (
                    Fact(texts("anchors.entries"), (plain(str(event.seq)),)),
                    Fact(texts("anchors.root"), (plain(event.root),)),
                )
            ),
            Text(plain(texts("anchors.how"))),
            Text(plain(line), Tone.MUTED),
        ),
    )
