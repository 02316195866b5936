"""What the messages about a request are called, so that each copy is found and said once."""


def ballot_subject(approval_id: str, version: int) -> str:
    """Return what the ballots of a version are about, reminders included."""
    return f"approval/{approval_id}/{version}"


def read_ballot_subject(subject: str) -> tuple[str, int] | None:
    """Return the request and the version of a ballot's subject; None when it is none."""
    head, _, version = subject.rpartition("/")
    kind, _, approval_id = head.partition("/")
    if kind != "approval" or not approval_id or not version.isdecimal():
        return None
    return approval_id, int(version)


def question_subject(approval_id: str) -> str:
    """Return what the questions to those who are consulted are about."""
    return f"approval/{approval_id}/consulted"


def keeper_subject(approval_id: str) -> str:
    """Return what the cards to the asker and the secretary are about."""
    return f"approval/{approval_id}/keepers"


def result_subject(approval_id: str) -> str:
    """Return what the messages of the result are about."""
    return f"approval/{approval_id}/result"


def reminder_key(approval_id: str, version: int, moment: str, person_id: str) -> str:
    """Return what makes a reminder the same one; `moment` is UTC, ISO 8601."""
    return f"approvals.reminder:{approval_id}:{version}:{moment}:{person_id}"
