"""What is said of people, teams, roles, reasons, skills and hours on forms."""

from people.forms.hours import ScheduleForm, SiteForm
from people.forms.importing import ImportForm
from people.forms.keys import KeysForm
from people.forms.named import ReasonForm, RoleForm, SkillForm, TeamForm
from people.forms.own import ChoosePasswordForm, ForgottenForm
from people.forms.people import PeopleFilterForm, PersonForm, initial_of
from people.forms.presence import PresenceForm

__all__ = [
    "ChoosePasswordForm",
    "ForgottenForm",
    "ImportForm",
    "KeysForm",
    "PeopleFilterForm",
    "PersonForm",
    "PresenceForm",
    "ReasonForm",
    "RoleForm",
    "ScheduleForm",
    "SiteForm",
    "SkillForm",
    "TeamForm",
    "initial_of",
]
