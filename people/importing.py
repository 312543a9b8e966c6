"""What becomes of each row of a file of people, said before anything is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import RoleDefinition, Team
from accounts.roles import usual_reach
from people.forms import PersonForm
from people.given import Given
from people.queries import open_queues
from people.rows import Row, read
from text.folding import folded


@dataclass(frozen=True)
class Known:
    """What a row may name, by folded names: what each role may do, and keys."""

    roles: Mapping[str, list[str]]
    teams: Mapping[str, int]
    queues: Mapping[str, int]


@dataclass(frozen=True)
class Fate:
    """`given` is None for a row of which nobody is made, and `trouble` says why."""

    row: Row
    given: Given | None
    trouble: str = ""


def fates(text: str) -> list[Fate]:
    """Return what becomes of each row; raises people.rows.Unreadable.

    A row is held to the same rules as the form for one person, and to the rows before it.
    """
    known = Known(
        roles={role.name_key: role.verbs for role in RoleDefinition.objects.all()},
        teams={folded(team.name): team.pk for team in Team.objects.all()},
        queues={folded(queue.name): queue.pk for queue in open_queues()},
    )
    taken: set[tuple[str, str]] = set()
    found = []
    for row in read(text):
        fate = _fate(row, known)
        clash = _own(fate.given) & taken if fate.given else set()
        if clash:
            kind = sorted(clash)[0][0]
            fate = Fate(row, None, f"A row before it has the same {kind}.")
        if fate.given:
            taken |= _own(fate.given)
        found.append(fate)
    return found


def _own(given: Given) -> set[tuple[str, str]]:
    """Return what nobody else may have."""
    own = {("e-mail", given.email.lower()), ("phone", given.phone)}
    if given.takes_calls:
        own.add(("name", folded(given.name)))
    return {(kind, value) for kind, value in own if value}


def _fate(row: Row, known: Known) -> Fate:
    unknown = [
        f"There is no {kind} {name}."
        for kind, keys in (("team", known.teams), ("queue", known.queues))
        for name in row.several(f"{kind}s")
        if folded(name) not in keys
    ]
    if unknown:
        return Fate(row, None, unknown[0])
    form = PersonForm(_posted(row, known))
    if form.is_valid():
        return Fate(row, form.given())
    field, errors = next(iter(form.errors.items()))
    label = form.fields[field].label if field in form.fields else ""
    return Fate(row, None, f"{label}: {errors[0]}" if label else str(errors[0]))


def _posted(row: Row, known: Known) -> dict[str, Any]:
    """Return the row as the form would be posted; queues go in the order of the row.

    A role reaches as far as it usually does; another scope is chosen on the form.
    """
    role = folded(row.said.get("role", ""))
    places = {
        f"queue_{known.queues[folded(name)]}": str(place)
        for place, name in enumerate(row.several("queues"), start=1)
    }
    return {
        "name": row.said.get("name", ""),
        "email": row.said.get("email", ""),
        "role": role,
        "reach": usual_reach(known.roles.get(role, ())).value,
        "phone": row.said.get("phone", ""),
        "teams": [known.teams[folded(name)] for name in row.several("teams")],
        **places,
    }
