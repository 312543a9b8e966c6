"""What is said of people, teams, roles, reasons and skills on forms."""

from people.forms.importing import ImportForm
from people.forms.named import ReasonForm, RoleForm, SkillForm, TeamForm
from people.forms.own import ChoosePasswordForm, ForgottenForm
from people.forms.people import PeopleFilterForm, PersonForm, initial_of
from people.forms.presence import PresenceForm

__all__ = [
    "ChoosePasswordForm",
    "ForgottenForm",
    "ImportForm",
    "PeopleFilterForm",
    "PersonForm",
    "PresenceForm",
    "ReasonForm",
    "RoleForm",
    "SkillForm",
    "TeamForm",
    "initial_of",
]
