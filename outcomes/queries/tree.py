"""The outcomes of a queue: as an admin sees the tree, and as agents choose from it."""

from dataclasses import dataclass, field

from outcomes.models import Outcome


@dataclass(frozen=True)
class Leaf:
    """An outcome that agents may choose, with the name of its group before its own."""

    pk: int
    name: str
    group: str

    @property
    def words(self) -> str:
        return f"{self.group}: {self.name}" if self.group else self.name


@dataclass
class Group:
    """An outcome of the first level with those below it."""

    outcome: Outcome
    children: list[Outcome] = field(default_factory=list)


def groups_of(queue_pk: int) -> list[Group]:
    """Return the whole tree in its order; one query."""
    rows = list(Outcome.objects.filter(queue=queue_pk))
    groups = {row.pk: Group(row) for row in rows if row.parent_id is None}
    for row in rows:
        if row.parent_id is not None:
            groups[row.parent_id].children.append(row)
    return list(groups.values())


def leaves_of(queue_pk: int) -> list[Leaf]:
    """Return what agents may choose, in the order of the tree; one query."""
    return [
        leaf
        for group in groups_of(queue_pk)
        if group.outcome.is_offered
        for leaf in _leaves(group)
    ]


def _leaves(group: Group) -> list[Leaf]:
    if not group.children:
        return [Leaf(group.outcome.pk, group.outcome.name, "")]
    return [
        Leaf(one.pk, one.name, group.outcome.name)
        for one in group.children
        if one.is_offered
    ]
