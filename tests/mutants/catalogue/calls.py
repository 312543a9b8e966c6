"""Where a call, a leg and a dial are, by what is known of them."""

from tests.mutants.mutant import Rules

CALLS = Rules("calls/states/calls.py", ("tests/calls/test_states.py",))
DIALS = Rules("calls/states/dials.py", ("tests/calls/test_dials.py",))
QUIET = Rules("calls/actions/quiet.py", ("tests/calls/test_quiet.py",))

MUTANTS = (
    CALLS.broken(
        "    if ended_at:\n        return LegState.ENDED\n",
        "    if ended_at and not answered_at:\n        return LegState.ENDED\n",
        "a leg that was hung up has ended, answered or not",
    ),
    CALLS.broken(
        "LegState.ANSWERED if answered_at else LegState.RINGING",
        "LegState.ANSWERED",
        "a leg rings until it is answered",
    ),
    CALLS.broken(
        "    if not live:\n        return CallState.ENDED\n",
        "    if not live and call.talking_at:\n        return CallState.ENDED\n",
        "a call without a live leg has ended",
    ),
    CALLS.broken(
        "customer.place in TOGETHER or _is_bridged_to(customer, live)",
        "customer.place in TOGETHER",
        "one half of a bridge is enough to show a conversation",
    ),
    CALLS.broken(
        "customer.place in TOGETHER or",
        "customer.place == Place.BRIDGE or",
        "a customer in a conference talks",
    ),
    CALLS.broken(
        "    if customer is None and call.talking_at:\n",
        "    if customer is None and not call.talking_at:\n",
        "those who stay on after the customer talk on",
    ),
    CALLS.broken(
        "if call.waiting_at or call.talking_at:",
        "if call.waiting_at:",
        "a customer who has talked and is parked waits again",
    ),
    CALLS.broken(
        "        and leg.role in (LegRole.AGENT, LegRole.GUEST)\n",
        "",
        "a bridge to a supervisor is no conversation",
    ),
    CALLS.broken(
        "known is None or leg.place_at > known",
        "known is None or leg.place_at < known",
        "somebody's half of a bridge counts until the customer is somewhere later",
    ),
    CALLS.broken(
        "    if any(leg.role == LegRole.CUSTOMER for leg in live):\n        return []\n",
        "",
        "nobody is left over while the customer is on the line",
    ),
    CALLS.broken(
        "[leg for leg in live if leg.role != LegRole.SUPERVISOR]",
        "live",
        "a supervisor's leg ends by itself",
    ),
    CALLS.broken(
        "leg.place == Place.CONFERENCE or leg.is_wanted",
        "leg.place == Place.CONFERENCE",
        "a guest who is wanted keeps the others on",
    ),
    CALLS.broken(
        "talking if len(talking) > 1 else []",
        "talking",
        "nobody is kept on a call alone",
    ),
    CALLS.broken(
        "len(agents) <= 1 and",
        "len(agents) <= 2 and",
        "two agents can go on talking without the customer",
    ),
    CALLS.broken(
        "and all(leg.role != LegRole.GUEST for leg in live)",
        "",
        "with a guest on the line the customer does not end the call",
    ),
    DIALS.broken(
        '_DECLINED = frozenset({"486", "600", "603"})',
        '_DECLINED = frozenset({"486", "603"})',
        "busy everywhere is a refusal",
    ),
    DIALS.broken(
        '_NOT_ANSWERED = frozenset({"408", "487"})',
        '_NOT_ANSWERED = frozenset({"408"})',
        "who rang for the whole time did not answer",
    ),
    DIALS.broken(
        '_NOT_REACHABLE = frozenset({"404", "410", "480"})',
        '_NOT_REACHABLE = frozenset({"404", "410"})',
        "a telephone that is not registered is not reachable",
    ),
    DIALS.broken(
        'sip_code[:1] in ("4", "5", "6", "D")',
        'sip_code[:1] in ("4", "5", "6")',
        "Telnyx's own codes are the network's fault",
    ),
    DIALS.broken(
        "_BY_CAUSE.get(cause, DialState.FAILED)",
        "_BY_CAUSE.get(cause, DialState.NO_ANSWER)",
        "what cannot be told apart is nobody's fault",
    ),
    DIALS.broken(
        "if answered and not (withdrawn and withdrawn < answered):",
        "if answered and not withdrawn:",
        "an answer outweighs what was withdrawn after it",
    ),
    DIALS.broken(
        "not (withdrawn and withdrawn < answered)",
        "not (withdrawn and withdrawn > answered)",
        "an earlier withdrawal outweighs an answer",
    ),
    DIALS.broken(
        "endings.append((withdrawn - TICK, DialState.WITHDRAWN))",
        "endings.append((withdrawn, DialState.WITHDRAWN))",
        "what we asked for came before what bears a stamp of a tick less",
    ),
    DIALS.broken(
        "    if facts.refused_at and not facts.has_leg:\n",
        "    if facts.refused_at:\n",
        "a leg outweighs the word that there is none",
    ),
    DIALS.broken(
        "at, state = min(endings, key=lambda ending: ending[0])",
        "at, state = max(endings, key=lambda ending: ending[0])",
        "what ended a dial first says what became of it",
    ),
    DIALS.broken(
        "return state, withdrawn if state == DialState.WITHDRAWN else at",
        "return state, at",
        "a withdrawn dial was over when it was withdrawn",
    ),
    DIALS.broken(
        "DialState.RINGING if facts.has_leg else DialState.DIALLING",
        "DialState.RINGING",
        "nothing rings before there is a leg",
    ),
    QUIET.broken(
        "if at > now - QUIET_FOR",
        "if at > now - 2 * QUIET_FOR",
        "a call is quiet three seconds after its last event",
    ),
    QUIET.broken(
        '.annotate(Max("received_at"))',
        '.annotate(Max("occurred_at"))',
        "an event disturbs by when it came",
    ),
    QUIET.broken(
        "state__in=(CommandState.PENDING, CommandState.SENDING)",
        "state=CommandState.PENDING",
        "nothing is quiet while a command is being sent",
    ),
    QUIET.broken(
        "return set(pks) - lately - busy",
        "return set(pks) - lately",
        "nothing is quiet while a command is under way",
    ),
    QUIET.broken(
        "is_quiet=pk in quiet",
        "is_quiet=bool(quiet)",
        "what is heard of one call says nothing of another",
    ),
)
