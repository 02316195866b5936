"""Who is meant by what stands for R or A in a list: a role or a person, by any of their names."""

from collections import Counter

from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.importing.names import folded, role_names

_ROLE, _PERSON = "role:", "person:"


class BearerNames:
    """The roles in use and the people, found by e-mail, name or role."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._roles = role_names(organisation.roles)
        self._emails = {person.email.casefold(): person.id for person in organisation.people}
        people = [person for person in organisation.people if person.left_on is None]
        names = Counter(folded(person.name) for person in people)
        self._names = {
            folded(person.name): person.id for person in people if names[folded(person.name)] == 1
        }

    def find(self, text: str) -> Bearer | None:
        """Return the role or the person that `text` means, None for neither or for several."""
        text = text.strip()
        if text.startswith(_PERSON):
            person_id = text.removeprefix(_PERSON)
            return Bearer(person_id=person_id) if person_id in self._organisation.person else None
        if text.removeprefix(_ROLE) in self._organisation.role:
            return Bearer(role_id=text.removeprefix(_ROLE))
        if by_email := self._emails.get(text.casefold()):
            return Bearer(person_id=by_email)
        named, role_id = self._names.get(folded(text)), self._roles.find(text)
        if named and role_id:
            return None
        if named:
            return Bearer(person_id=named)
        return Bearer(role_id=role_id) if role_id else None

    def nearest(self, text: str) -> str | None:
        """Return the id of the role that is most like `text`."""
        return self._roles.nearest(text)

    def written(self, bearer: Bearer, language: str) -> str:
        """Return what to write so that it is read as `bearer` again: a name, else the id."""
        role = self._organisation.role.get(bearer.role_id or "")
        person = self._organisation.person.get(bearer.person_id or "")
        name = role.name.in_language(language) if role else person.name if person else ""
        shown = " ".join(name.split())
        return shown if shown and self.find(shown) == bearer else str(bearer)
