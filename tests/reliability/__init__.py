"""The fault suite (reliability.md §6): each fault in a small form, with TORTURE=1 in full."""
