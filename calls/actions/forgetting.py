"""Remove calls with all that is written of them here, or what in them names a caller."""

from collections.abc import Collection

from calls.models import Call, Dial, Leg, Note, UntoldLeg

BLANK = "…"


def forget_calls(calls: Collection[int]) -> list[str]:
    """Remove calls, legs, dials and lines; return the keys of the dials' commands.

    Whatever refers to them has gone before.
    """
    legs = Leg.objects.filter(call__in=calls)
    ids = list(legs.values_list("call_control_id", flat=True))
    UntoldLeg.objects.filter(call_control_id__in=ids).delete()
    legs.delete()
    dials = Dial.objects.filter(call__in=calls)
    commands = [str(key) for key in dials.values_list("command_id", flat=True)]
    dials.delete()
    Note.objects.filter(call__in=calls).delete()
    Call.objects.filter(pk__in=calls).delete()
    return commands


def forget_notes(calls: Collection[int]) -> int:
    """Remove the lines that the product wrote into the timelines of some calls."""
    return Note.objects.filter(call__in=calls).delete()[0]


def blank_numbers(calls: Collection[int], numbers: Collection[str]) -> int:
    """Take a caller's number and name out of calls, legs and dials; return how many."""
    rows = Call.objects.filter(pk__in=calls)
    rows.filter(from_number__in=numbers).update(from_number="", caller_name="")
    rows.filter(to_number__in=numbers).update(to_number="", caller_name="")
    legs = Leg.objects.filter(call__in=calls, address__in=numbers).update(address="")
    dials = Dial.objects.filter(call__in=calls, address__in=numbers)
    emptied = dials.update(address="", refusal="")
    return rows.count() + legs + emptied


def blank_notes(calls: Collection[int], words: Collection[str]) -> int:
    """Put a dot in place of a caller's number and names in lines of timelines."""
    changed = 0
    for note in Note.objects.filter(call__in=calls):
        text = note.text
        for word in words:
            text = text.replace(word, BLANK)
        if text != note.text:
            Note.objects.filter(pk=note.pk).update(text=text)
            changed += 1
    return changed
