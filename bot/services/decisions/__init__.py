"""The register of decisions, and the evidence of each."""

from bot.services.decisions.evidence import evidence_pack
from bot.services.decisions.register import Register

__all__ = ["Register", "evidence_pack"]
