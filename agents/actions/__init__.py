"""Every write to agents."""

from agents.actions.choosing import (
    ask_for_wrap_up,
    choose_state,
    end_due_wrap_ups,
    extend_wrap_up,
    finish_wrap_up,
    reserve,
)
from agents.actions.leaving import go_offline, leave
from agents.actions.many import FINISH_WRAP_UP, SIGN_OUT, Fate, Wish, do_for_many
from agents.actions.phones import sweep_phones
from agents.actions.presence import save_presence_rules, sweep_presence
from agents.actions.reasons import delete_reason, save_reason
from agents.actions.roster import (
    add_agent,
    rename_agent,
    restore_agent,
    retire_agent,
    set_ringing,
    topics_of_agent,
)
from agents.actions.skills import delete_skill, save_skill, set_skills

__all__ = [
    "FINISH_WRAP_UP",
    "SIGN_OUT",
    "Fate",
    "Wish",
    "add_agent",
    "ask_for_wrap_up",
    "choose_state",
    "delete_reason",
    "delete_skill",
    "do_for_many",
    "end_due_wrap_ups",
    "extend_wrap_up",
    "finish_wrap_up",
    "go_offline",
    "leave",
    "rename_agent",
    "reserve",
    "restore_agent",
    "retire_agent",
    "save_presence_rules",
    "save_reason",
    "save_skill",
    "set_ringing",
    "set_skills",
    "sweep_phones",
    "sweep_presence",
    "topics_of_agent",
]
