"""Forms that say what is wrong in our words, one sentence beside each field."""

from typing import Any

from django import forms
from typing_extensions import override

EMPTY = "This must not stay empty."
NOT_ONE_OF_THEM = "Choose one of the list."
# By kind of field, the most special first: what cannot be read as one.
UNREADABLE: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.SlugField, "Use letters without accents, digits, - and _ only."),
    (forms.URLField, "Write an address that begins with https:// and names a host."),
    (forms.IntegerField, "Write a whole number."),
    (forms.DateField, "Write a day such as 2026-11-29."),
    (forms.Field, "This cannot be read."),
)
# More digits than any number has that somebody means.
MOST_DIGITS = 18


class PlainForm(forms.BaseForm):
    """Mixed into every form; a sentence that a field brings along itself is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            own = _own_messages(field)
            field.error_messages = {**field.error_messages, **_sentences(field), **own}

    @override
    def add_error(self, field: str | None, error: Any) -> None:
        """Say one thing at a time: what is said first of a field stays."""
        if isinstance(error, forms.ValidationError) and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(name, errors[0])
            return
        if field is None or field not in self.errors:
            first = getattr(error, "error_list", [error])[0]
            super().add_error(field, first)


class ManyField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows; a key that no row can have is refused like one that no row has."""

    @override
    def clean(self, value: Any) -> Any:
        if isinstance(value, list | tuple) and any(map(_is_no_key, value)):
            raise forms.ValidationError(self.error_messages["invalid_pk_value"])
        return super().clean(value)


def _is_no_key(value: Any) -> bool:
    return not (str(value).isdecimal() and len(str(value)) <= MOST_DIGITS)


def _own_messages(field: forms.Field) -> dict[str, Any]:
    """Return the messages that are not those of Django's class of the field."""
    usual: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        usual.update(getattr(kind, "default_error_messages", {}))
    given = field.error_messages
    return {code: text for code, text in given.items() if text != usual.get(code)}


def _sentences(field: forms.Field) -> dict[str, str]:
    return {
        "required": EMPTY,
        "invalid": next(text for kind, text in UNREADABLE if isinstance(field, kind)),
        "max_length": "At most %(limit_value)d characters; these are %(show_value)d.",
        "null_characters_not_allowed": "Leave out the character that cannot be seen.",
        "invalid_choice": NOT_ONE_OF_THEM,
        "invalid_list": NOT_ONE_OF_THEM,
        "invalid_pk_value": "One of these does not exist any more; choose again.",
        **_bounds(field),
    }


def _bounds(field: forms.Field) -> dict[str, str]:
    least = getattr(field, "min_value", None)
    most = getattr(field, "max_value", None)
    if most is None:
        return {"min_value": f"At least {least}."}
    words = f"At most {most}." if least is None else f"Between {least} and {most}."
    return {"min_value": words, "max_value": words}
