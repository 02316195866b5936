"""What tells a matter that was decided at a meeting from any other wording of it."""

import hashlib

import rfc8785

from bot.domain.meetings import AgendaItem


def digest_of_item(item: AgendaItem) -> str:
    """Return the SHA-256 of what was decided on, in hexadecimal; see `digest_of_version`."""
    proposal, basis = item.proposal, item.basis
    said = {
        "about": list(item.records),
        "cost": proposal.cost,
        "due": proposal.due.isoformat() if proposal.due else None,
        "effort": proposal.effort,
        "how": proposal.how,
        "links": list(basis.links),
        "papers": [[paper.name, paper.sha256] for paper in basis.papers],
        "text": basis.text,
        "title": item.title,
        "what": proposal.what,
        "who": [str(bearer) for bearer in proposal.who],
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()
