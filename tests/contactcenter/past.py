"""Rows as they were before states followed from facts, for the test of migrations."""

from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from uuid import uuid4

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STORIES = count(1)
ANA = "sip:ana@sip.telnyx.com"


def at(seconds):
    return START + timedelta(seconds=seconds)


class Past:
    """Makes rows of one story, with people and a queue of its own.

    Moments are seconds after the start.
    """

    def __init__(self, apps):
        self.apps = apps
        self.numbers = count(1)
        user = apps.get_model("auth", "User").objects
        self.name = f"story{next(STORIES)}"
        self.ana_user = user.create(username=f"ana-{self.name}")
        self.sofia = user.create(username=f"sofia-{self.name}")
        self.ana = self.make(
            "agents.Agent",
            user=self.ana_user,
            name="Ana",
            state="available",
            state_since=at(0),
        )
        self.queue = self.make(
            "queues.Queue", name=self.name, telnyx_name=self.name, wrap_up_secs=30
        )

    def make(self, model, **values):
        values = {
            name: at(value) if name.endswith("_at") else value
            for name, value in values.items()
        }
        return self.apps.get_model(model).objects.create(**values)

    def call(self, **values):
        call = self.make(
            "calls.Call",
            call_session_id=f"{self.name}-{next(self.numbers)}",
            connection_id="1",
            from_number="+15557770001",
            to_number="+15550100100",
            started_at=0,
            **values,
        )
        customer = self.leg(call, "customer", answered_at=1)
        entry = self.make(
            "queues.QueueEntry",
            queue=self.queue,
            call=call,
            leg=customer,
            state="waiting",
            entered_at=2,
            queued_at=2,
        )
        return SimpleNamespace(row=call, customer=customer, entry=entry)

    def leg(self, call, role, command=None, **values):
        number = next(self.numbers)
        state = "answered" if "answered_at" in values else "ringing"
        given = {
            "state": "ended" if "ended_at" in values else state,
            "initiated_at": 0,
            "user": {"agent": self.ana_user, "supervisor": self.sofia}.get(role),
            **values,
        }
        return self.make(
            "calls.Leg",
            call=call,
            call_control_id=f"v3:{self.name}-{number}",
            role=role,
            command_id=command.pk if command else None,
            **given,
        )

    def dialled(self, call, purpose, second=10, to=ANA, **values):
        given = {
            "kind": "call.dial",
            "params": {"to": to, "timeout_secs": 20},
            "state": "confirmed",
            "http_status": 200,
            "first_sent_at": second + 1,
            "claimed_at": second + 1,
            "settled_at": second + 2,
            **values,
        }
        return self.make(
            "callcontrol.Command",
            id=uuid4(),
            purpose=purpose,
            call_id=call.pk,
            requested_at=second,
            not_after=at(second + 8),
            **given,
        )

    def offer(self, call, second=10, leg=None, command=None, **values):
        """An offer with the leg that its dial made; None for a dial without a leg."""
        dialled = self.dialled(call.row, "offer.dial", second, **(command or {}))
        made = None if leg is None else self.leg(call.row, "agent", dialled, **leg)
        return self.make(
            "queues.Offer",
            entry=call.entry,
            agent=self.ana,
            leg=made,
            dial_command=dialled,
            origin="pick",
            made_at=second,
            expires_at=second + 20,
            **values,
        )

    def room(self, call, **values):
        name = f"{self.name}-{next(self.numbers)}"
        given = {"state": "live", "started_at": 40, "conference_id": name, **values}
        return self.make(
            "conferences.Conference", call=call.row, name=name, requested_at=39, **given
        )

    def participant(self, room, leg=None, **values):
        given = {"label": "Somebody", "requested_at": 40, "leg": leg, **values}
        return self.make("conferences.Participant", conference=room, **given)

    def supervision(self, call, supervised, leg=None, command=None, **values):
        dialled = self.dialled(call.row, "supervision.dial", **(command or {}))
        made = None if leg is None else self.leg(call.row, "supervisor", dialled, **leg)
        return self.make(
            "conferences.Supervision",
            call=call.row,
            supervisor=self.sofia,
            supervised_leg=supervised,
            leg=made,
            dial_command=dialled,
            role="monitor",
            requested_at=10,
            **values,
        )

    def put_ana(self, **values):
        rows = self.apps.get_model("agents", "Agent").objects.filter(pk=self.ana.pk)
        rows.update(**values)

    def log(self, *spans):
        """Write what Ana was doing: each state, its second, and who chose it."""
        ends = [at(second) for _, second, *_ in spans[1:]] + [None]
        for (state, second, *chosen), end in zip(spans, ends, strict=True):
            change = self.make(
                "agents.AgentStateChange",
                agent=self.ana,
                state=state,
                started_at=second,
                changed_by=self.ana_user if chosen else None,
            )
            change.ended_at = end
            change.save()
