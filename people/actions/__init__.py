"""Every write to people and teams."""

from people.actions.keys import save_keys
from people.actions.leaving import leave_expired
from people.actions.links import (
    asked_lately,
    mail_link,
    make_link,
    use_link,
)
from people.actions.people import (
    add_people,
    add_person,
    change_person,
    forget_factors,
    switch_off,
    switch_on,
)
from people.actions.roles import delete_role, save_role
from people.actions.teams import delete_team, save_team

__all__ = [
    "add_people",
    "add_person",
    "asked_lately",
    "change_person",
    "delete_role",
    "delete_team",
    "forget_factors",
    "leave_expired",
    "mail_link",
    "make_link",
    "save_keys",
    "save_role",
    "save_team",
    "switch_off",
    "switch_on",
    "use_link",
]
