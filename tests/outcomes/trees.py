from outcomes.models import Outcome
from queues.models import Queue


def make_tree(queue: Queue, names: dict[str, list[str]]) -> dict[str, Outcome]:
    """Make outcomes of a queue, two levels of names in their order; return all by name."""
    found = {}
    for place, (name, below) in enumerate(names.items()):
        group = Outcome.objects.create(
            queue=queue, name=name, position=place, why="new"
        )
        found[name] = group
        for number, child in enumerate(below):
            found[child] = Outcome.objects.create(
                queue=queue, parent=group, name=child, position=number, why="new"
            )
    return found
