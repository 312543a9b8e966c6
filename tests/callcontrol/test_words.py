"""Why a command came to nothing, in one plain sentence."""

import re
from pathlib import Path

import pytest

import provisioning
from callcontrol import words
from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL, CommandState


@pytest.mark.parametrize(
    ("kind", "code", "status", "reason"),
    [
        ("conference.create", "90033", 422, "a room of that name is still open."),
        ("call.bridge", "90033", 422, "could not carry it out as things are."),
        ("call.dial", "10011", 429, "too many requests at once"),
        ("call.dial", "10011", 422, "cannot be encrypted."),
    ],
)
def test_a_code_is_read_together_with_its_command(kind, code, status, reason):
    command = Command(
        kind=kind, state=CommandState.FAILED, error_code=code, http_status=status
    )

    assert reason in words.explain(command)


@pytest.mark.parametrize("state", UNSUCCESSFUL)
@pytest.mark.parametrize("kind", words.ALL_KINDS)
def test_every_kind_of_command_is_explained(kind, state):
    sentence = words.explain(Command(kind=kind, state=state, http_status=500))
    assert sentence.startswith(words.asked_words(kind))
    assert re.fullmatch(r"[A-Z][^{}]+\.", sentence)


def test_what_is_asked_for_the_account_is_among_the_kinds():
    """`ask` takes its kind as a word, so each is looked for where it is asked."""
    actions = Path(provisioning.__file__).parent / "actions"
    texts = [file.read_text() for file in actions.glob("*.py")]
    asked = {kind for text in texts for kind in re.findall(r'ask\(\s*"([^"]+)"', text)}
    assert len(asked) >= 4
    assert asked <= set(words.ALL_KINDS)
