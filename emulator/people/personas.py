"""What simulated people say, and in whose voice. It fits the queue that they wait in."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from emulator.world.state import Leg, QueueEntry

TOPICS: dict[str, tuple[str, ...]] = {
    "sales": (
        "Hello. I am calling because I would like to buy your larger plan.",
        "We are twelve people now, and next year perhaps twenty.",
        "What would that cost per month?",
        "And is there a discount if we pay for a year at once?",
        "That sounds good. Could you send me the offer by mail?",
    ),
    "billing": (
        "Hello. I have a question about my last invoice.",
        "The number on it is four, seven, one, one.",
        "You have charged me twice, once on the third and once on the fifth.",
        "How long does it take until the money is back?",
        "All right. Then I will wait for it.",
    ),
    "support": (
        "Hi. Our telephones have been silent since this morning.",
        "The lamp on the box is red, and it blinks.",
        "Yes, I have switched it off and on again.",
        "Wait a moment, I am walking over to it now.",
        "Ah, now it is green. And it rings again. Thank you!",
    ),
    "": (
        "Good day. I was told that you could help me.",
        "I have moved, and you still have my old address.",
        "It is number twenty one, Station Road.",
        "Do you need my customer number as well?",
        "Very good. That was all I wanted to know.",
    ),
}
"""By a word in the queue's name; the last for all others."""
WORDS = {
    "sales": ("sale", "shop", "order", "offer"),
    "billing": ("bill", "invoice", "account", "payment"),
    "support": ("support", "help", "service", "technical", "second level"),
}
CALLEE = (
    "Hello, thank you for waiting. How can I help you?",
    "I see. Let me look at that for you.",
    "Could you tell me a little more about it?",
    "I understand. One moment, please.",
    "That is done now. Is there anything else?",
)
"""What people say who are called."""


@dataclass(frozen=True)
class Persona:
    """``voice`` is any number; people with the same one sound the same."""

    voice: int
    lines: tuple[str, ...]
    opens: bool


def topic_of(queue: str) -> str:
    """What callers of this queue talk about."""
    name = queue.lower().replace("-", " ").replace("_", " ")
    for topic, words in WORDS.items():
        if any(word in name for word in words):
            return topic
    return ""


def persona_of(leg: Leg, topic: str) -> Persona:
    """Who is at the far end: somebody who called, or somebody who is called."""
    voice = zlib.crc32(leg.far_address.encode())
    if leg.far_party_calls:
        return Persona(voice, TOPICS[topic], opens=False)
    return Persona(voice, CALLEE, opens=True)


def queue_of(leg: Leg) -> str | None:
    """The name of the queue that the leg waits in."""
    return leg.place.queue.name if isinstance(leg.place, QueueEntry) else None
