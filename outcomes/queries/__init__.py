"""What is read of outcomes and of what agents wrote."""

from outcomes.queries.remarks import (
    queue_of,
    remark_moments,
    remark_of,
    remarks_on,
)
from outcomes.queries.tree import Group, Leaf, groups_of, leaves_of

__all__ = [
    "Group",
    "Leaf",
    "groups_of",
    "leaves_of",
    "queue_of",
    "remark_moments",
    "remark_of",
    "remarks_on",
]
