"""What people can have done."""

from django.db.models import TextChoices


class Action(TextChoices):
    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    DELETED = "deleted", "Deleted"
    HEARD = "heard", "Heard"
    DOWNLOADED = "downloaded", "Downloaded"
    EXPORTED = "exported", "Exported"
    ERASED = "erased", "Erased"
    HELD = "held", "Held"
    RELEASED = "released", "Hold lifted"
    SUPERVISED = "supervised", "Supervised"
    STATE_SET = "state_set", "State set"
    REPAIRED = "repaired", "Repaired"
    SIGNED_IN = "signed_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
    SIGNED_OUT = "signed_out", "Signed out"
    PROTECTED = "protected", "Sign-in changed"
