"""What an agent does, from choices and engagements."""

from tests.mutants.mutant import Rules

SPANS = Rules("agents/spans.py", ("tests/agents/test_spans.py",))
WRAP_UP = Rules("agents/spans.py", ("tests/agents/test_wrap_up.py",))

MUTANTS = (
    SPANS.broken(
        "        if self.connected_at is None or self.over_at is None:\n",
        "        if self.over_at is None:\n",
        "there is no wrap-up without a talk",
    ),
    SPANS.broken(
        "        return max(self.over_at, min(until, ended))\n",
        "        return min(until, ended)\n",
        "wrap-up does not end before the call",
    ),
    SPANS.broken(
        "max(self.over_at, min(until, ended))",
        "max(self.over_at, ended)",
        "wrap-up lasts no longer than its time",
    ),
    WRAP_UP.broken(
        "until = ended if self.wrap_up is None else self.over_at + self.wrap_up",
        "until = self.over_at + (self.wrap_up or timedelta())",
        "a wrap-up without time lasts until somebody ends it",
    ),
    SPANS.broken(
        "        if held is not self.held:\n            return\n",
        "",
        "the end of an earlier call leaves a later one alone",
    ),
    SPANS.broken(
        "elif held.is_missed and self.pending is None:",
        "elif held.is_missed:",
        "who wanted to go and misses a call goes",
    ),
    SPANS.broken(
        "        elif held.is_missed and self.pending is None:\n",
        "        elif False:\n",
        "who misses a call is not responding",
    ),
    SPANS.broken(
        "if held is self.held and self.state == AgentState.WRAP_UP:",
        "if self.state == AgentState.WRAP_UP:",
        "the wrap-up of an earlier call sets nobody free",
    ),
    SPANS.broken(
        "self.pending = None if is_default else choice",
        "self.pending = self.pending if is_default else choice",
        "to choose Available during a call takes an earlier wish back",
    ),
    SPANS.broken(
        "self.pending or Choice(at, AgentState.AVAILABLE, by=by)",
        "Choice(at, AgentState.AVAILABLE, by=by)",
        "an agent goes after the call where they wanted to go",
    ),
    SPANS.broken(
        "if last.started_at >= at and len(self.spans) > 1:",
        "if last.started_at > at and len(self.spans) > 1:",
        "what lasted no time at all is not in the log",
    ),
    SPANS.broken(
        "        if replace(last, started_at=at, chosen_at=span.chosen_at) != span:\n"
        "            self.spans.append(span)",
        "        self.spans.append(span)",
        "what was chosen again is one span",
    ),
    SPANS.broken(
        "(max(moment.at, base.started_at), moment.about)",
        "(moment.at, moment.about)",
        "nothing lies before the state from which it is computed",
    ),
    SPANS.broken(
        "begun = max(begun, held.connected_at)",
        "begun = held.connected_at",
        "nobody is connected before they are reserved",
    ),
    SPANS.broken(
        "rank = 0 if held.over_at > begun else 6",
        "rank = 6",
        "of one moment, what ends goes before what begins",
    ),
    SPANS.broken(
        'Moment(max(begun, held.over_at), rank, "over", held)',
        'Moment(held.over_at, rank, "over", held)',
        "an end never lies before its own beginning",
    ),
    SPANS.broken(
        "if until and until <= now:",
        "if until:",
        "wrap-up goes on until its time has come",
    ),
    SPANS.broken(
        "since = about.reserved_at if isinstance(about, Held) else about.began_at",
        "since = moment.at - (about.reserved_at - moment.at)",
        "of two calls connected in one moment the later one counts",
    ),
)
