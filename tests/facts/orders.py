"""Orders in which the webhooks of a story may arrive, drawn from a seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import override

from tests.facts.witness import Record, Webhook

DUPLICATED = 0.3
LARGEST_RUN = 32
SECOND = 1_000_000


@dataclass(frozen=True)
class Arrival:
    """An event reaches the product; `at` is in real Unix microseconds of the story."""

    at: int
    webhook: Webhook
    is_again: bool = False


@dataclass(frozen=True)
class Order:
    """All arrivals, the earliest first, and how many are applied in one transaction."""

    name: str
    arrivals: Sequence[Arrival]
    runs: Sequence[int] = (1,)

    @override
    def __repr__(self) -> str:
        return str(self)

    @override
    def __str__(self) -> str:
        return f"order {self.name}, runs of {', '.join(map(str, self.runs))}"


def late_webhooks(record: Record) -> list[Webhook]:
    return [one for one in record.webhooks if one.at > record.opened_at]


def order_of_occurrence(record: Record) -> Order:
    told = [Arrival(one.at, one) for one in late_webhooks(record)]
    return Order("of occurrence", told)


def draw(record: Record, kind: str, seed: int) -> Order:
    """Return an order of that kind: "shuffled", or how many seconds webhooks are late.

    Nothing arrives before it occurred. Some arrive twice; runs have drawn sizes.
    """
    chance = random.Random(f"{kind} {seed}")
    name = f"{kind}/{seed}"
    arrivals = []
    for webhook in late_webhooks(record):
        for is_again in (False, True):
            if is_again and chance.random() > DUPLICATED:
                continue
            latest = record.ended_at - webhook.at
            longest = latest if kind == "shuffled" else float(kind) * SECOND
            at = webhook.at + round(chance.random() * longest)
            arrivals.append(Arrival(at, webhook, is_again))
    arrivals.sort(key=lambda arrival: arrival.at)
    # Half of the orders are taken one by one: what is wrong in a run only is seen then.
    alone = chance.random() < 0.5
    runs = [1] if alone else [chance.randint(1, LARGEST_RUN) for _ in range(8)]
    return Order(name, arrivals, runs)


def in_sequence(record: Record, places: Sequence[int], run: int) -> Order:
    """Return the order in which the webhooks at these places come one after the other.

    Each comes when it has occurred and the one before it has come.
    """
    webhooks = late_webhooks(record)
    arrivals: list[Arrival] = []
    at = 0
    told: set[int] = set()
    for place in places:
        at = max(at, webhooks[place].at)
        arrivals.append(Arrival(at, webhooks[place], place in told))
        told.add(place)
    return Order("in sequence", arrivals, (run,))
