"""The cast of the example, and the example grown to more people."""

from bot.importing.example import example_cast, grown_cast


def test_a_grown_example_has_so_many_people_and_the_cast_among_them() -> None:
    cast = grown_cast(50)
    assert len({member.email for member in cast.people}) == 50
    assert cast.people[:8] == example_cast().people
    assert cast.assignments[: len(example_cast().assignments)] == example_cast().assignments


def test_many_of_those_who_come_hold_a_role_and_others_none() -> None:
    holders = {assignment.holder for assignment in grown_cast(50).assignments}
    new = [m.key for m in grown_cast(50).people[8:]]
    assert sum(key in holders for key in new) == 28


def test_an_example_is_never_made_smaller() -> None:
    assert grown_cast(3) == example_cast()
