"""What becomes of a conference, a participant and a supervision."""

from tests.mutants.mutant import Rules

STATES = Rules("conferences/states.py", ("tests/conferences/test_states.py",))

MUTANTS = (
    STATES.broken(
        "is_refused = facts.refused_at is not None",
        "is_refused = False",
        "a conference that Telnyx refused has failed",
    ),
    STATES.broken(
        "    if facts.started_at is None:\n",
        "    if facts.started_at is None or facts.refused_at:\n",
        "that a conference exists outweighs that it was refused",
    ),
    STATES.broken(
        "ConferenceState.ENDING if facts.end_asked_at else ConferenceState.LIVE",
        "ConferenceState.LIVE",
        "a conference that is to end is ending",
    ),
    STATES.broken(
        "return bool(self.joins or self.leaves)",
        "return bool(self.joins)",
        "who left was in, whatever was lost",
    ),
    STATES.broken(
        "last_in = max(self.joins, default=None)",
        "last_in = min(self.joins, default=None)",
        "who came back is in",
    ),
    STATES.broken(
        "if last_in is None or at >= last_in]",
        "if last_in is None or at > last_in]",
        "who joined and left in one moment has left",
    ),
    STATES.broken(
        "ends = [at for at in (self.leg_ended_at, self.room_ended_at) if at]",
        "ends = [at for at in (self.leg_ended_at,) if at]",
        "nobody is in a conference that has ended",
    ),
    STATES.broken(
        "return min([*after, *ends], default=None)",
        "return min(after, default=None)",
        "who hung up has left",
    ),
    STATES.broken(
        "is_leaving = facts.leave_asked_at is not None",
        "is_leaving = False",
        "who is to leave is leaving",
    ),
    STATES.broken(
        "        facts.dial_failed_at,\n        facts.join_refused_at,\n",
        "        facts.dial_failed_at,\n",
        "who was refused did not join",
    ),
    STATES.broken(
        "        facts.leg_ended_at,\n        facts.room_ended_at,\n    )\n",
        "        facts.room_ended_at,\n    )\n",
        "who hung up before they were in did not join",
    ),
    STATES.broken(
        "was_removed = asked is not None and asked - TICK <= over_at",
        "was_removed = asked is not None and asked <= over_at",
        "who was taken back has left, at a stamp of a tick less",
    ),
    STATES.broken(
        "was_removed = asked is not None and",
        "was_removed = asked is None or",
        "who came to nothing by themselves did not join",
    ),
    STATES.broken(
        "is_rung = facts.is_guest and facts.leg_answered_at is None",
        "is_rung = facts.is_guest",
        "a guest who has answered is joining",
    ),
    STATES.broken(
        "        if facts.leg_ended_at:\n            return SupervisionState.ENDED",
        "        if facts.leg_ended_at and unwanted:\n"
        "            return SupervisionState.ENDED",
        "a supervision ends with its leg, wanted or not",
    ),
    STATES.broken(
        "is_leaving = unwanted is not None",
        "is_leaving = False",
        "a supervision that nobody wants is leaving",
    ),
    STATES.broken(
        "was_left = unwanted is not None and unwanted - TICK <= facts.dial_failed_at",
        "was_left = unwanted is not None",
        "a supervision that failed before it was left has failed",
    ),
    STATES.broken(
        "unwanted is not None and unwanted - TICK <= facts.dial_failed_at",
        "unwanted is not None and unwanted <= facts.dial_failed_at",
        "a supervision that was left has not failed, at a stamp of a tick less",
    ),
    STATES.broken(
        "(SupervisionState.LEAVING if unwanted else SupervisionState.PENDING), None",
        "SupervisionState.PENDING, None",
        "a supervision that is left while it rings is leaving",
    ),
)
