"""A queue: how it gives its callers out, what they need, and who takes them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from typing_extensions import override

from accounts.viewers import Viewer
from agents import access as agents
from agents.models import Agent
from agents.states import OBLIGATORY
from provisioning.forms import reachable
from provisioning.models import PhoneNumber
from queues import access, actions
from queues.forms.needs import Need, NeedForm
from queues.forms.overflow import overflow_forms
from queues.models import Membership, Queue
from text.folding import technical
from text.plain import plain
from ui.forms import ManyField, PlainForm

# What a queue is called at Telnyx whose name has no Latin form.
NAMELESS = "queue"
# Leaves room for a number.
LONGEST_NAME = 70

if TYPE_CHECKING:
    QueueModelForm = forms.ModelForm[Queue]
else:
    QueueModelForm = forms.ModelForm


NO_WRAP_UP = "Only a wrap-up that agents cannot do without can require one."
# So many skills can callers of one queue need.
MOST_NEEDS = 4
RANKS = [(number, str(number)) for number in range(1, 10)]
GIVING = (
    "mode",
    "strategy",
    "idle_since",
    "ring_several",
    "ring_secs",
    "not_again_secs",
    "sticky_secs",
    "priority",
)


class QueueForm(PlainForm, QueueModelForm):
    """A queue with its members, what callers need, and the numbers that feed it.

    Besides its own fields it has a form of each skill (`needs`) and, for each member, a
    field for the place in the queue's own order (`ranks`).
    """

    hold_music_url = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Hold music (address of a sound file)",
    )
    agents = ManyField(
        Agent.objects.all(),
        required=False,
        label="Members",
        widget=forms.CheckboxSelectMultiple,
    )
    phone_numbers = ManyField(
        PhoneNumber.objects.all(),
        required=False,
        label="Numbers that feed it",
        help_text="A number feeds one queue; choosing it here takes it from another.",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Queue
        fields = (
            "name",
            "position",
            "greeting",
            "hold_music_url",
            "max_size",
            "max_wait_secs",
            "wrap_up_mode",
            "schedule",
            "wrap_up_secs",
            "requires_outcome",
            "sl_threshold_secs",
            "sl_goal",
            "sl_formula",
            "short_abandon_secs",
            "target_wait_secs",
            *GIVING,
        )
        help_texts = {
            "sl_formula": (
                "T is the seconds above. What was counted so far keeps what held then."
            ),
            "greeting": "Spoken before the caller enters the queue; empty for none.",
            "wrap_up_mode": "After a call of this queue.",
            "wrap_up_secs": "Counts for a wrap-up that lasts for a time.",
            "requires_outcome": "Agents end wrap-up themselves only with one.",
            "max_wait_secs": "After this they go on as said below, or wait on.",
            "schedule": "When new callers are let in.",
            "mode": "Supervisors may always assign a caller.",
            "strategy": "Agents whose 1st queue this is go before all others.",
            "idle_since": "What counts as the beginning of idle time.",
            "ring_several": "Whoever answers first has the caller.",
            "not_again_secs": "Who did not take a caller is not asked for them again.",
            "sticky_secs": "0 is not at all. The last 30 days count.",
            "priority": "5 goes first, against queues with the same place.",
        }
        widgets = {
            "greeting": forms.Textarea(attrs={"rows": 3}),
            "wrap_up_mode": forms.Select({"class": "form-select"}),
            "schedule": forms.Select({"class": "form-select"}),
            "sl_formula": forms.Select({"class": "form-select"}),
            "mode": forms.Select({"class": "form-select"}),
            "strategy": forms.Select({"class": "form-select"}),
            "idle_since": forms.Select({"class": "form-select"}),
        }

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not viewer.everywhere:
            self._keep_to(viewer)
        self._ranks: dict[str, int] = {}
        if self.instance.pk:
            routes = self.instance.routes.all()
            self.initial["agents"] = self.instance.agents.all()
            self.initial["phone_numbers"] = [route.phone_number_id for route in routes]
            self._add_ranks()
        self._name_no_hours()
        data = self.data if self.is_bound else None
        self.overflow = overflow_forms(data, self.instance, access.visible(viewer))
        stored = needs_of(self.instance)
        self.needs = [
            NeedForm(
                self.data if self.is_bound else None,
                prefix=f"need{number}",
                initial=stored[number] if number < len(stored) else {},
                use_required_attribute=False,
            )
            for number in range(MOST_NEEDS)
        ]

    def _name_no_hours(self) -> None:
        field = self.fields["schedule"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the types
        field.empty_label = "Always open"

    def _keep_to(self, viewer: Viewer) -> None:
        """Offer what is in their scope or in the queue already: the rest is others'."""
        own = agents.visible(viewer) | Agent.objects.filter(queues=self.instance)
        self._offer("agents", own.distinct())
        fed = Q(route__queue__in=viewer.queues)
        self._offer("phone_numbers", PhoneNumber.objects.filter(fed))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, ManyField)  # noqa: S101 - for the type checker
        field.queryset = rows

    def _add_ranks(self) -> None:
        members = Membership.objects.filter(queue=self.instance)
        for one in members.select_related("agent").order_by("rank", "agent__name"):
            name = f"rank_{one.agent_id}"
            self._ranks[name] = one.agent_id
            self.fields[name] = forms.TypedChoiceField(
                label=plain(one.agent.name),
                choices=RANKS,
                coerce=int,
                empty_value=one.rank,
                required=False,
                initial=one.rank,
                widget=forms.Select({"class": "form-select"}),
                error_messages={"invalid_choice": "Choose one of the list."},
            )

    @property
    def about(self) -> list[forms.BoundField]:
        """Its own fields but those of giving out, of members and of numbers."""
        others = (*GIVING, *self._ranks, "agents", "phone_numbers")
        return [self[name] for name in self.fields if name not in others]

    @property
    def giving(self) -> list[forms.BoundField]:
        return [self[name] for name in GIVING]

    @property
    def ranks(self) -> list[forms.BoundField]:
        return [self[name] for name in self._ranks]

    @property
    def members(self) -> list[forms.BoundField]:
        return [self["agents"], self["phone_numbers"]]

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: set[int] = set()
        for form in self.needs:
            if not form.is_valid():
                self.add_error(None, "Something about the skills is not right yet.")
                continue
            pks = {need.skill.pk for need in form.needs()}
            if pks & seen:
                form.add_error("skill", "This skill is needed above already.")
                self.add_error(None, "Something about the skills is not right yet.")
            seen |= pks
        if cleaned.get("requires_outcome"):
            self._clean_wrap_up(cleaned.get("wrap_up_mode"))
        wrong = [form for form in self.overflow if not form.is_valid()]
        if wrong:
            self.add_error(None, "Something about where callers go on is wrong.")
        return cleaned

    def _clean_wrap_up(self, mode: str | None) -> None:
        if mode is not None and mode not in OBLIGATORY:
            self.add_error("requires_outcome", NO_WRAP_UP)

    def clean_hold_music_url(self) -> str:
        return reachable(self.cleaned_data["hold_music_url"])

    def store(self, *, requested_by: User, now: datetime) -> Queue:
        """Save what the valid form says.

        Telnyx's name is made once and kept: callers stand in the queue of that name.
        """
        queue: Queue = self.instance
        if not queue.telnyx_name:
            queue.telnyx_name = self._free_name(technical(queue.name) or NAMELESS)
        said = {str(form.reason): form.said() for form in self.overflow}
        queue.overflow = {reason: to for reason, to in said.items() if to}
        return actions.save_queue(
            queue,
            agents=list(self.cleaned_data["agents"]),
            phone_numbers=list(self.cleaned_data["phone_numbers"]),
            needs=[need for form in self.needs for need in form.needs()],
            ranks={
                agent_pk: self.cleaned_data[name]
                for name, agent_pk in self._ranks.items()
            },
            requested_by=requested_by,
            now=now,
        )

    def _free_name(self, wish: str) -> str:
        taken = set(Queue.objects.values_list("telnyx_name", flat=True))
        wish = wish[:LONGEST_NAME]
        name, number = wish, 1
        while name in taken:
            number += 1
            name = f"{wish}-{number}"
        return name


def needs_of(queue: Queue) -> list[dict[str, Any]]:
    """Return what the form of each skill that callers of a queue need starts with."""
    if not queue.pk:
        return []
    by_skill: dict[int, list[Need]] = {}
    for row in queue.needs.select_related("skill").order_by("skill", "after_secs"):
        need = Need(row.skill, row.level, row.after_secs)
        by_skill.setdefault(row.skill_id, []).append(need)
    return [NeedForm.initial_of(needs) for needs in by_skill.values()]
