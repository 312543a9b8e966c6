"""One transaction, events kept aside, proofs, and commands on their way."""

from tests.mutants.mutant import Rules

UNIT = Rules("callcontrol/unit_of_work.py", ("tests/callcontrol/test_unit_of_work.py",))
HELD = Rules("callcontrol/held.py", ("tests/calls/test_admission.py",))
PROOFS = Rules("callcontrol/proofs.py", ("tests/callcontrol/test_proofs.py",))
OUTBOX = Rules("callcontrol/outbox.py", ("tests/callcontrol/test_outbox.py",))
RETRIES = Rules("callcontrol/retries.py", ("tests/callcontrol/test_retries.py",))
DELIVERY = Rules("callcontrol/delivery.py", ("tests/callcontrol/test_delivery.py",))

MUTANTS = (
    UNIT.broken(
        "        if key not in self._parts:\n",
        "        if True:\n",
        "an app's part is one in each unit",
    ),
    UNIT.broken(
        "        self._stored.pop(id(row), None)\n",
        "",
        "a deleted row is not written any more",
    ),
    UNIT.broken(
        "self._touched[id(call)] = call",
        "self._touched.setdefault(id(call), call) if not self._touched else None",
        "every call that was touched is computed",
    ),
    UNIT.broken(
        "        known, self._known = self._known, set()\n",
        "        known, self._known = set(), set()\n",
        "what waited for a leg is applied when the leg is known",
        tests=("tests/calls/test_admission.py",),
    ),
    UNIT.broken(
        "        told, self._told = self._told, []\n",
        "        told, self._told = self._told[:1], []\n",
        "everything that became true is told",
    ),
    UNIT.broken(
        "        changed = [(row, old) for row, old in self._stored.values() if old]\n",
        "        for row, old in list(self._stored.values()):\n"
        "            if not old:\n                self.insert(row)\n"
        "        changed = [(row, old) for row, old in self._stored.values() if old]\n",
        "a state that is allowed once is left before it is taken",
    ),
    UNIT.broken(
        "        self._write_changes(waiting)\n",
        "",
        "a known row may refer to a new one",
    ),
    UNIT.broken(
        "ready = [row for row in fresh if not _awaits_key(row)]",
        "ready = list(fresh)",
        "a new row may refer to a new one",
    ),
    UNIT.broken(
        "for name, value in old.items() if state[name] != value}",
        "for name, value in old.items()}",
        "only what changed is written",
    ),
    UNIT.broken(
        "            announce(*topics_of(row))\n",
        "            announce()\n",
        "screens hear of a row that was written",
    ),
    UNIT.broken(
        "        yield work\n        work.recompute()\n",
        "        yield work\n",
        "what was touched is computed",
    ),
    UNIT.broken(
        "            values[name] = deepcopy(values[name])\n",
        "            values[name] = values[name]\n",
        "a change inside of JSON is seen",
    ),
    UNIT.broken(
        "            settle()\n",
        "            pass\n",
        "what follows from all rows is settled before they are written",
        tests=("tests/queues/test_order_of_events.py",),
    ),
    UNIT.broken(
        "        while work.react():\n            work.recompute()\n"
        "            work.flush()\n",
        "        while work.react():\n            work.recompute()\n",
        "what follows from a reaction is written",
    ),
    HELD.broken(
        "state=EventState.HELD, call_control_id__in=call_control_ids",
        "state=EventState.HELD",
        "what waited for one leg does not go with another",
    ),
    HELD.broken(
        "            state=EventState.APPLIED, applied_at=work.now\n        )\n\n\ndef",
        "            applied_at=work.now\n        )\n\n\ndef",
        "what was applied is held no more",
    ),
    HELD.broken(
        "received_at__lt=now - HELD_FOR",
        "received_at__lt=now",
        "an event waits two minutes for its leg",
    ),
    HELD.broken(
        "return held.update(state=EventState.IGNORED, applied_at=now)",
        "return held.count()",
        "what nobody asked for is let go",
    ),
    PROOFS.broken(
        "match is None or match is Match.COMMAND_ID",
        "match is None",
        "a dial is proved by its own leg only",
    ),
    PROOFS.broken(
        'Match.LEG: {"call_control_id": command.target},',
        "Match.LEG: {},",
        "an event proves what was said to its own leg",
    ),
    PROOFS.broken(
        '"call_control_id": str(command.params.get("call_control_id", "")),',
        "",
        "who joined a room proves nothing of somebody else",
    ),
    PROOFS.broken(
        "        state=EventState.APPLIED,\n",
        "",
        "an event that was not applied proves nothing",
    ),
    PROOFS.broken(
        "        occurred_at__gte=command.requested_at - LATEST_BEFORE,\n",
        "",
        "an old event proved an earlier command",
    ),
    PROOFS.broken(
        "command.requested_at - LATEST_BEFORE",
        "command.requested_at",
        "an event may bear a stamp from before the request",
    ),
    OUTBOX.broken(
        "    if KINDS[kind].needs_target and not target:\n",
        "    if False:\n",
        "a command to a leg names the leg",
    ),
    OUTBOX.broken(
        "    transaction.on_commit(partial(tasks.ring, command_id), robust=True)\n",
        "    tasks.ring(command_id)\n",
        "nothing is sent before the transaction commits",
    ),
    OUTBOX.broken(
        "not_after=now + lasts",
        "not_after=now + 2 * lasts",
        "a command is not sent when it makes no sense any more",
    ),
    OUTBOX.broken(
        '        return str(params["call_control_id"])\n',
        "        return target\n",
        "a room is found by the leg that it was made from",
    ),
    OUTBOX.broken(
        "pk=command_id, state=CommandState.PENDING, first_sent_at=None",
        "pk=command_id, state=CommandState.PENDING",
        "what is on its way is not taken back",
    ),
    OUTBOX.broken(
        '            When(state__in=under_way, then=F("state")),\n',
        "",
        "an event that overtakes the answer leaves the row to its sender",
    ),
    OUTBOX.broken(
        "        first_sent_at__isnull=False,\n",
        "",
        "an event proves nothing of what was never sent",
    ),
    OUTBOX.broken(
        "        confirmed_at__isnull=True,\n    )\n",
        "    )\n",
        "the first proof is the one that counts",
    ),
    OUTBOX.broken(
        "settled_at__gt=now - NOTICE_FOR",
        "settled_at__lte=now",
        "a person is told for a minute of what came to nothing",
    ),
    RETRIES.broken(
        "            unclear=not isinstance(error, NotSent),\n",
        "            unclear=True,\n",
        "what was certainly not sent is not unclear",
    ),
    RETRIES.broken(
        "    if error.code in attempt.kind.done_codes:\n",
        "    if False:\n",
        "to hang up what has ended is done",
    ),
    RETRIES.broken(
        "        if retry_at < attempt.not_after:\n",
        "        if True:\n",
        "what is not possible yet is asked again while it is in time",
    ),
    RETRIES.broken(
        "    unclear = unclear or attempt.was_unclear\n",
        "",
        "what may have happened stays unclear",
    ),
    RETRIES.broken(
        "if unclear and not attempt.kind.may_repeat:",
        "if False:",
        "what Telnyx cannot recognise is not sent twice",
    ),
    RETRIES.broken(
        "unclear and retry_at >= attempt.first_at + REPEATABLE_FOR",
        "False",
        "nothing is repeated when Telnyx may have forgotten its id",
    ),
    RETRIES.broken(
        "state = CommandState.UNKNOWN if unclear else CommandState.EXPIRED\n    else",
        "state = CommandState.EXPIRED\n    else",
        "what may have happened is not said to be expired",
    ),
    RETRIES.broken(
        "timedelta(seconds=error.reset_after + 0.1 * attempt.jitter)",
        "timedelta(seconds=0.1 * attempt.jitter)",
        "a rate limit is obeyed",
    ),
    DELIVERY.broken(
        "        Command.objects.filter(due_now, pk=command_id, state=CommandState.PENDING)\n",
        "        Command.objects.filter(due_now, pk=command_id)\n",
        "two workers send one row once",
    ),
    DELIVERY.broken(
        "        .filter(not_after__gt=now)\n",
        "",
        "what comes too late is never sent",
    ),
    DELIVERY.broken(
        '            first_sent_at=Coalesce(F("first_sent_at"), now),\n',
        "            first_sent_at=now,\n",
        "the time for repetitions counts from the first sending",
    ),
    DELIVERY.broken(
        "state = CommandState.UNKNOWN if command.is_unclear else CommandState.EXPIRED",
        "state = CommandState.EXPIRED",
        "what may have happened before its time ran out is unknown",
    ),
    DELIVERY.broken(
        "        pk=command.pk, state=CommandState.SENDING, claimed_at=command.claimed_at\n"
        "    )\n    if decision",
        "        pk=command.pk\n    )\n    if decision",
        "a worker that comes back late records nothing",
    ),
    DELIVERY.broken(
        "            _write_outcome(command, row, decision, now)\n        raise\n",
        "            pass\n        raise\n",
        "a listener that fails does not lose the outcome",
    ),
    DELIVERY.broken(
        "proved = command.confirmed_at is not None or decision.is_done",
        "proved = decision.is_done",
        "an event that was faster than the answer settles the command",
    ),
    DELIVERY.broken(
        "    if proved or (is_accepted and was_proved(command)):\n",
        "    if proved:\n",
        "an event that was applied before the command was sent proves it",
        tests=("tests/callcontrol/test_proofs.py",),
    ),
    DELIVERY.broken(
        "in_time = now < min(command.not_after, first_at + REPEATABLE_FOR)",
        "in_time = True",
        "the row of a worker that died is sent again only in time",
    ),
    DELIVERY.broken(
        "KINDS[command.kind].may_repeat and in_time and not is_done",
        "in_time and not is_done",
        "the row of a worker that died is not repeated when Telnyx cannot recognise it",
    ),
    DELIVERY.broken(
        "may_repeat and in_time and not is_done:",
        "may_repeat and in_time:",
        "what an event has proved is not sent again",
    ),
    DELIVERY.broken(
        "state=CommandState.PENDING, retry_at=now, is_unclear=True",
        "state=CommandState.PENDING, retry_at=now",
        "what a dead worker may have sent is unclear",
    ),
)
