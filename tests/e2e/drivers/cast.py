"""The people of the fixtures, as both clients' directories know them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Someone with an account.

    Attributes:
        id: the first name in small letters; the directory e-mail is ``<id>@example.dk``.
        surname: as both directories have it.
    """

    id: str
    surname: str

    @property
    def given_name(self) -> str:
        return self.id.capitalize()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.surname}"

    @property
    def email(self) -> str:
        return f"{self.id}@example.dk"

    @property
    def slack_id(self) -> str:
        return f"U0{self.id.upper()}"

    @property
    def teams_id(self) -> str:
        return f"29:{self.id}"


METTE = Person("mette", "Sørensen")
ANDERS = Person("anders", "Holm")
KARIN = Person("karin", "Friis")
JONAS = Person("jonas", "Bak")
LONE = Person("lone", "Dahl")
PETER = Person("peter", "Drift")
SARA = Person("sara", "Lund")
BO = Person("bo", "Krogh")
NINA = Person("nina", "Vest")
ERIK = Person("erik", "Berg")

COMMITTEE = (METTE, ANDERS, KARIN, JONAS, LONE)
IN_SLACK = (*COMMITTEE, SARA, BO, NINA, ERIK)
# the Agents Playground takes one person who sits at the screen and exactly five others
IN_TEAMS = (METTE, ANDERS, KARIN, JONAS, LONE, PETER)
