"""The keys of one person: a field for each, with the usual one to begin with."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from typing_extensions import override

from ui.forms import PlainForm
from ui.keys import KEYS, read, why_not

EXAMPLE = "Write a key such as Alt+N, Alt+Shift+N or Ctrl+Shift+N."
TWICE = "{key} is what presses “{words}” already."


class KeysForm(PlainForm, forms.Form):
    def __init__(self, data: object, *, own: Mapping[str, str]) -> None:
        super().__init__(data)
        for key in KEYS:
            self.fields[key.field] = forms.CharField(
                label=key.words,
                required=False,
                max_length=20,
                initial=own.get(key.usual, key.usual),
                widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
            )

    @property
    def groups(self) -> dict[str, list[BoundField]]:
        found: dict[str, list[BoundField]] = {}
        for key in KEYS:
            found.setdefault(key.group, []).append(self[key.field])
        return found

    @override
    def clean(self) -> dict[str, Any]:
        """Hold that each is a key, and that no two are the same."""
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for key in KEYS:
            typed = cleaned.get(key.field) or key.usual
            chosen = read(typed)
            if chosen is None:
                self.add_error(key.field, EXAMPLE)
                continue
            trouble = why_not(chosen)
            if chosen in taken:
                trouble = TWICE.format(key=chosen, words=taken[chosen])
            if trouble:
                self.add_error(key.field, trouble)
            taken[chosen] = key.words
            cleaned[key.field] = chosen
        return cleaned

    def own(self) -> dict[str, str]:
        """Return the keys that are not the usual ones."""
        chosen = {key.usual: self.cleaned_data[key.field] for key in KEYS}
        return {usual: own for usual, own in chosen.items() if own != usual}
