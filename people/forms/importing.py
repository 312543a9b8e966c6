"""A file of people."""

from typing import Any

from django import forms
from typing_extensions import override

from ui.forms import PlainForm


class ImportForm(PlainForm, forms.Form):
    """A file of people, or its rows as they were read from one."""

    file = forms.FileField(label="File", required=False)
    rows = forms.CharField(
        label="Or its rows",
        required=False,
        max_length=200_000,
        strip=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )

    @override
    def clean(self) -> dict[str, Any]:
        """Put what a file says into the rows, which travel on to where it is confirmed."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file:
            try:
                cleaned["rows"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "Save the file as CSV in UTF-8.")
        elif not cleaned.get("rows") and "rows" not in self.errors:
            self.add_error("file", "Choose a file, or write its rows below.")
        return cleaned
