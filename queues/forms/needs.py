"""A skill that callers need, and how that relaxes while they wait."""

from collections.abc import Sequence
from typing import Any

from django import forms
from typing_extensions import override

from agents.models import Skill
from queues.models import SkillNeed
from queues.queries.needs import Need
from ui.forms import PlainForm

__all__ = ["Need", "NeedForm"]

LEVELS = [(number, f"at least {number}") for number in range(1, 6)]
LOWER = [(0, "not needed"), *LEVELS]
LONGEST_SECS = SkillNeed._meta.get_field("after_secs").most
TIMES = (("after", "then"), ("after_again", "then_again"))


def _select() -> forms.Select:
    return forms.Select({"class": "form-select"})


class _Secs(forms.IntegerField):
    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            min_value=1,
            max_value=LONGEST_SECS,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        )


class _Level(forms.TypedChoiceField):
    def __init__(self, label: str, choices: Sequence[tuple[int, str]]) -> None:
        super().__init__(
            label=label,
            choices=[("", "—"), *choices],
            coerce=int,
            empty_value=None,
            required=False,
            widget=_select(),
        )


class NeedForm(PlainForm, forms.Form):
    """One skill: the level at first, and up to two lower ones after some seconds."""

    skill = forms.ModelChoiceField(
        Skill.objects.all(),
        required=False,
        empty_label="None",
        widget=_select(),
    )
    level = _Level("Level", LEVELS)
    after = _Secs("After, seconds")
    then = _Level("Then", LOWER)
    after_again = _Secs("After, seconds")
    then_again = _Level("Then", LOWER)

    @staticmethod
    def initial_of(needs: Sequence[Need]) -> dict[str, Any]:
        """Return what the form starts with, of the steps of one skill in their order."""
        first, *later = needs
        given = {"skill": first.skill, "level": first.level}
        for (after, then), need in zip(TIMES, later, strict=False):
            given |= {after: need.after_secs, then: need.level}
        return given

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        others = ("level", *(name for pair in TIMES for name in pair))
        said = [name for name in others if cleaned.get(name) not in (None, "")]
        if "skill" not in self.errors and cleaned.get("skill") is None:
            if said:
                self.add_error("skill", "Choose the skill that this is about.")
            return cleaned
        if "level" not in self.errors and cleaned.get("level") is None:
            self.add_error("level", "Choose the level that is needed at first.")
        self._clean_steps(cleaned)
        return cleaned

    def _clean_steps(self, cleaned: dict[str, Any]) -> None:
        """Hold that times grow and levels fall, step by step."""
        last_secs, last_level = 0, cleaned.get("level") or LEVELS[-1][0]
        for after, then in TIMES:
            if after in self.errors or then in self.errors:
                return
            secs, level = cleaned.get(after), cleaned.get(then)
            if secs is None and level is None:
                continue
            if secs is None:
                self.add_error(after, "Write after how many seconds.")
            elif level is None:
                self.add_error(then, "Choose the lower level.")
            elif secs <= last_secs:
                self.add_error(after, f"More than {last_secs} seconds.")
            elif level >= last_level:
                self.add_error(then, f"Lower than {last_level}: it only relaxes.")
            else:
                last_secs, last_level = secs, level

    def needs(self) -> list[Need]:
        """Return the steps that the valid form says; none when it names no skill."""
        said = self.cleaned_data
        skill = said.get("skill")
        if skill is None:
            return []
        steps = [Need(skill, said["level"], 0)]
        for after, then in TIMES:
            if said.get(after) is not None:
                steps.append(Need(skill, said[then], said[after]))
        return steps
