"""What becomes of an offer and a stay in a queue, and what a caller needs next."""

from tests.mutants.mutant import Rules

STATES = Rules("queues/states.py", ("tests/queues/test_states.py",))
STEPS = Rules("queues/steps.py", ("tests/queues/test_steps.py",))
AGAIN = Rules("callcontrol/repeating.py", ("tests/callcontrol/test_repeating.py",))

OVERFLOW = Rules("queues/overflow.py", ("tests/queues/test_overflow.py",))
OPENING = Rules("hours/opening.py", ("tests/hours/test_opening.py",))

MUTANTS = (
    OVERFLOW.broken(
        "standing.is_shut or (is_new and not standing.is_open)",
        "standing.is_shut or not standing.is_open",
        "who waits already when a queue closes in the evening is still taken",
    ),
    OVERFLOW.broken(
        "if is_so[reason] and (reason == Reason.CLOSED or reason in chosen)",
        "if is_so[reason]",
        "a caller waits for whatever the queue does not name",
    ),
    OVERFLOW.broken(
        "waited >= longest",
        "waited > longest",
        "the longest wait is over when it is reached",
    ),
    OPENING.broken(
        "return _jump(zone, datetime.combine(day, at), after, before)\n\n\ndef last",
        "return before\n\n\ndef last",
        "what opens at a skipped time opens when the clock jumps over it",
    ),
    OPENING.broken(
        "    if before <= after:\n        return after",
        "    if before <= after:\n        return before",
        "what closes at a doubled time closes the second time",
    ),
    STEPS.broken(
        "return is_out or (asked.was_accepted and now - asked.answered_at",
        "return is_out or (now - asked.answered_at",
        "who was not let out of a queue does not enter another one",
    ),
    STATES.broken(
        "MISSED = (OfferState.NO_ANSWER, OfferState.DECLINED, OfferState.UNREACHABLE)",
        "MISSED = (*(OfferState.NO_ANSWER, OfferState.DECLINED), OfferState.FAILED)",
        "an agent is to blame for what they did not take, not for the network",
        tests=("tests/queues/test_states.py", "tests/queues/test_not_answered.py"),
    ),
    STATES.broken(
        "        if self.leg_bridged_at:\n            return self.leg_bridged_at\n",
        "",
        "the agent's own call.bridged is the best proof of a connection",
    ),
    STATES.broken(
        "for proofs in (self.caller_bridged_at, self.caller_served_at):",
        "for proofs in (self.caller_served_at, self.caller_bridged_at):",
        "the caller's bridge goes before the end of their wait",
    ),
    STATES.broken(
        "return begun is not None and begun <= at <= (self.leg_ended_at or at)",
        "return begun is not None and begun <= at",
        "a proof counts while the agent's leg is up",
    ),
    STATES.broken(
        "begun is not None and begun <= at <= ",
        "begun is not None and at <= ",
        "a bridge before the agent's leg was up was with somebody else",
    ),
    STATES.broken(
        "ended < accepted + BRIDGED_WITHIN:",
        "ended < accepted:",
        "a leg that ended within a second of the bridge was not connected by it",
    ),
    STATES.broken(
        "return None if caller and caller < accepted + BRIDGED_WITHIN else accepted",
        "return accepted",
        "a caller who left within a second of the bridge was not connected by it",
    ),
    STATES.broken(
        "    if facts.connected_at:\n        return OfferState.CONNECTED, facts.connected_at\n",
        "    if facts.connected_at and not facts.withdrawn_at:\n"
        "        return OfferState.CONNECTED, facts.connected_at\n",
        "a proven talk outweighs what was concluded without it",
    ),
    STATES.broken(
        "        (facts.caller_ended_at, OfferState.CALLER_LEFT),\n",
        "",
        "an offer is over when the caller leaves",
    ),
    STATES.broken(
        "at, outcome = min(known, key=lambda ending: ending[0])",
        "at, outcome = max(known, key=lambda ending: ending[0])",
        "what ended an offer first decides",
    ),
    STATES.broken(
        "return at - TICK if at else None",
        "return at",
        "what we withdrew came before what bears a stamp of a tick less",
    ),
    STATES.broken(
        "return OfferState(outcome), facts.withdrawn_at if is_ours else at",
        "return OfferState(outcome), at",
        "a withdrawn offer was over when it was withdrawn",
    ),
    STATES.broken(
        "return EntryState.ANSWERED, min(facts.connected_at)",
        "return EntryState.ANSWERED, max(facts.connected_at)",
        "a stay was answered when an offer was first connected",
    ),
    STATES.broken(
        "ended_at and facts.queued_at is None and ended_at <= facts.entered_at",
        "ended_at and ended_at <= facts.entered_at",
        "who did stand in the queue and left has given up",
    ),
    STATES.broken(
        "facts.queued_at is None and ended_at <= facts.entered_at:",
        "facts.queued_at is None:",
        "who hung up on the way into the queue has given up",
    ),
    STATES.broken(
        "    if facts.has_open_offer:\n        return EntryState.OFFERED, None\n",
        "",
        "a caller who is offered to an agent cannot be picked again",
    ),
    STATES.broken(
        "EntryState.WAITING if facts.queued_at else EntryState.ENTERING",
        "EntryState.WAITING",
        "nobody waits before Telnyx has them in the queue",
    ),
    STEPS.broken(
        "return self.answered_at is not None and not self.failures",
        "return self.answered_at is not None",
        "a refusal is no acceptance",
    ),
    STEPS.broken(
        "return not self.is_under_way and now - since >= pause",
        "return now - since >= pause",
        "nothing is asked beside what is under way",
    ),
    AGAIN.broken(
        "int(2 ** min(failures - 1, 10))",
        "int(2 ** min(failures, 10))",
        "what was refused once is asked again after two seconds",
    ),
    AGAIN.broken(
        "return min(first * int(2 ** min(failures - 1, 10)), longest)",
        "return first * int(2 ** min(failures - 1, 10))",
        "nobody waits for longer than the longest pause",
    ),
    STEPS.broken(
        "        if self.error_code == FULL:\n            first, longest",
        "        if False:\n            first, longest",
        "a full queue is given half a minute",
    ),
    STEPS.broken(
        "    if caller.is_being_connected:\n        return []\n",
        "",
        "nobody is moved while being connected",
    ),
    STEPS.broken(
        "return [Step.ANSWER] if answer is None or answer.is_due(now) else []",
        "return [Step.ANSWER] if answer is None else []",
        "a caller who rings is answered as soon as Telnyx can",
    ),
    STEPS.broken(
        "    if asked.error_code == NOT_POSSIBLE:\n        return True\n",
        "",
        "a refused second answer proves the first one",
    ),
    STEPS.broken(
        "return TOLD_WITHIN <= now - asked.answered_at < LONGEST_PAUSE",
        "return now - asked.answered_at < LONGEST_PAUSE",
        "the event of an accepted answer is waited for",
    ),
    STEPS.broken(
        "now - asked.answered_at < LONGEST_PAUSE",
        "now >= asked.answered_at",
        "an answer that led nowhere is asked for again",
    ),
    STEPS.broken(
        "return [Step.ENQUEUE] if caller.is_alone and is_quiet else []",
        "return [Step.ENQUEUE] if is_quiet else []",
        "who is in company is not put back into the queue",
    ),
    STEPS.broken(
        "if caller.is_alone and is_quiet else []",
        "if caller.is_alone else []",
        "who is alone is put back only when nothing more is heard",
    ),
    STEPS.broken(
        "return [] if Step.GREET in asked else [Step.GREET]",
        "return [Step.GREET]",
        "a caller is greeted once",
    ),
    STEPS.broken(
        "if caller.hearing_at and caller.hearing == Hearing.SILENCE:",
        "if caller.hearing == Hearing.SILENCE:",
        "silence before the greeting is not its end",
    ),
    STEPS.broken(
        "return bool(asked.failures) or now - asked.last_at >= _speaking(caller)",
        "return now - asked.last_at >= _speaking(caller)",
        "a greeting that fails is left out",
    ),
    STEPS.broken(
        "return GREETING_GRACE + spoken",
        "return GREETING_GRACE",
        "a long greeting is spoken to its end",
    ),
    STEPS.broken(
        "    if caller.place != Place.PARKED and not caller.stands_elsewhere:\n"
        "        return False\n",
        "",
        "who stands in the queue is not put into it again",
    ),
    STEPS.broken(
        "return is_news or _may_have_room(caller, asked) or asked.is_due(now)",
        "return _may_have_room(caller, asked) or asked.is_due(now)",
        "who fell out of the queue is put back at once",
    ),
    STEPS.broken(
        "if not caller.has_music or not _is_silent(caller, now):",
        "if not _is_silent(caller, now):",
        "a queue without music is silent",
    ),
    STEPS.broken(
        "return caller.place == Place.QUEUE or is_quiet",
        "return is_quiet",
        "music begins when the queue is confirmed",
    ),
    STEPS.broken(
        "return is_quiet and asked.is_due_after(now, TOLD_WITHIN)",
        "return asked.is_due_after(now, TOLD_WITHIN)",
        "music that stopped begins again only when nothing more is heard",
    ),
    STEPS.broken(
        "        return now - caller.hearing_at >= _speaking(caller)\n",
        "        return False\n",
        "speech ends, whoever tells of it",
    ),
)
