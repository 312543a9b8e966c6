from datetime import UTC, datetime, timedelta

from queues.routing import WaitingCaller, next_caller

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BILLING, SALES = 1, 2


def caller(pk, waited, queue=BILLING, *, is_offered=False):
    name = "Billing" if queue == BILLING else "Sales"
    entered_at = NOW - timedelta(seconds=waited)
    return WaitingCaller(pk, queue, name, entered_at, is_offered)


def choose(callers, queues=(BILLING,), passed_over=(), places=()):
    """Choose for Ana; `places` are those of her queues, the same for all without."""
    return next_caller(
        callers,
        agent_name="Ana",
        queue_places=dict(zip(queues, places or [1] * len(queues), strict=True)),
        passed_over=passed_over,
        now=NOW,
    )


def test_longest_wait_is_next():
    decision = choose([caller(1, 10), caller(2, 40), caller(3, 20)])
    assert decision.entry_pk == 2
    assert decision.reasons == ("Longest wait in Ana's queues: 40 s in Billing.",)


def test_wait_counts_across_all_queues_of_the_agent():
    callers = [caller(1, 10), caller(2, 40, SALES)]
    assert choose(callers, (BILLING, SALES)).entry_pk == 2


def test_queues_of_others_are_left_alone_and_named():
    decision = choose([caller(1, 10), caller(2, 40, SALES)])
    assert decision.entry_pk == 1
    assert decision.reasons[1:] == (
        "1 waited longer in queues that Ana is not in: Sales.",
    )


def test_a_caller_who_rings_somebody_is_passed_over():
    decision = choose([caller(1, 10), caller(2, 40, is_offered=True)])
    assert decision.entry_pk == 1
    assert decision.reasons[1:] == ("1 waited longer and ring another agent.",)


def test_a_caller_who_is_gone_is_passed_over():
    assert choose([caller(1, 10), caller(2, 40)], passed_over=[2]).entry_pk == 1


def test_equal_waits_go_by_arrival():
    assert choose([caller(2, 10), caller(1, 10)]).entry_pk == 1


def test_nobody_waits():
    decision = choose([caller(1, 40, SALES)])
    assert decision == (decision.__class__)(None, ("Nobody waits in Ana's queues.",))


def test_everybody_rings_already():
    decision = choose([caller(1, 40, is_offered=True)])
    assert decision.entry_pk is None
    assert decision.reasons == ("All 1 callers in Ana's queues are ringing an agent.",)


def test_agent_without_a_queue():
    decision = choose([caller(1, 40)], queues=())
    assert decision.reasons == ("Ana is in no queue.",)


def test_queue_that_goes_first_is_emptied_first():
    callers = [caller(1, 10), caller(2, 40, SALES)]
    decision = choose(callers, (BILLING, SALES), places=(1, 2))
    assert decision.entry_pk == 1
    assert decision.reasons == (
        "Longest wait in the first of Ana's queues: 10 s in Billing.",
        "1 waited longer in what comes later for Ana: Sales.",
    )


def test_later_queue_is_served_when_nobody_waits_in_the_first():
    callers = [caller(1, 10, is_offered=True), caller(2, 5, SALES)]
    decision = choose(callers, (BILLING, SALES), places=(1, 2))
    assert decision.entry_pk == 2
