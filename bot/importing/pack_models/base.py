"""The building blocks of the pack models: strict, frozen, nothing unknown allowed."""

from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Item = TypeVar("Item")

Seq = Annotated[tuple[Item, ...], Field(strict=False)]
"""A list of the file as a tuple; its items stay strict."""

# Control characters and the marks that reverse the direction of text are kept out of what people
# read, as they can make a name look like another.
_HIDDEN = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069"


def _day_of_the_calendar(text: str) -> str:
    date.fromisoformat(text)
    return text


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$", max_length=64)]
Name = Annotated[
    str,
    StringConstraints(
        pattern=rf"^[^\t\n{_HIDDEN}]*[^\s{_HIDDEN}][^\t\n{_HIDDEN}]*$", max_length=200
    ),
]
Text = Annotated[str, StringConstraints(pattern=rf"^[^{_HIDDEN}]*$", min_length=1, max_length=4000)]
Locale = Literal["da", "en"]
Month = Annotated[int, Field(ge=1, le=12)]
Week = Annotated[int, Field(ge=1, le=53)]
Days = Annotated[int, Field(ge=0, le=366)]
Minutes = Annotated[int, Field(ge=0, le=60 * 24 * 31)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"),
    AfterValidator(_day_of_the_calendar),
]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Hours = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
]
Duration = Annotated[str, StringConstraints(pattern=r"^P(\d{1,3}[YMWD]|T\d{1,4}H)$")]
Source = Literal["seed", "practice", "own"]


class Model(BaseModel):
    """A part of a pack: unknown fields and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
