"""What is said of queues on forms."""

from queues.forms.moving import MoveForm
from queues.forms.needs import NeedForm
from queues.forms.overflow import DestinationForm, OverflowForm
from queues.forms.queue import QueueForm
from queues.forms.taking import AssignForm, RouteForm

__all__ = [
    "AssignForm",
    "DestinationForm",
    "MoveForm",
    "NeedForm",
    "OverflowForm",
    "QueueForm",
    "RouteForm",
]
