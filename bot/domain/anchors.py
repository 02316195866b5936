"""Anchors: signed points of the audit log, which show a tail that is cut off later."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Anchor:
    """The log's last entry `seq` and its digest `root`, signed. Key and signature are hex."""

    seq: int
    root: str
    public_key: str
    signature: str


@dataclass(frozen=True)
class KeptAnchor:
    """An anchor and when it was kept (UTC), by the organisation's clock."""

    anchor: Anchor
    at: datetime
