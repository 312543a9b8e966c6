"""What a person is told when something they asked for came to nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from callcontrol import words
from callcontrol.fragments import NOTICES
from callcontrol.kinds import KINDS
from callcontrol.models import Command
from callcontrol.states import UNSUCCESSFUL, CommandState
from tests.factories import viewer_as

pytestmark = pytest.mark.django_db


def failed(user, kind="call.bridge", **changes):
    now = timezone.now()
    given = {
        "state": CommandState.FAILED,
        "requested_at": now,
        "not_after": now,
        "settled_at": now,
        "http_status": 422,
        "error_code": "90018",
        "error_detail": "Call has already ended This call is no longer active.",
        **changes,
    }
    return Command.objects.create(kind=kind, requested_by=user, **given)


def rendered(user):
    scope = NOTICES.scope_for(viewer_as(None, user.pk), pk=None, now=timezone.now())
    return NOTICES.render(scope, is_out_of_band=False)


@pytest.mark.parametrize("state", UNSUCCESSFUL)
@pytest.mark.parametrize("kind", KINDS)
def test_every_outcome_of_every_kind_has_a_sentence(kind, state):
    sentence = words.explain(Command(kind=kind, state=state))

    assert sentence.endswith((".", "again."))
    assert kind not in sentence


def test_plain_words_come_first_and_telnyxs_own_are_kept(cast):
    command = failed(cast.ana)

    assert words.explain(command) == (
        "Connecting the two sides did not work: the call has already ended."
    )
    assert words.provider_words(command).startswith("90018 Call has already ended")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"error_code": "", "http_status": 401}, "did not accept the API key"),
        ({"error_code": "99999"}, "Telnyx refused it"),
        ({"error_code": "90036"}, "the queue is full"),
    ],
)
def test_an_unknown_code_falls_back_to_what_the_status_says(cast, changes, reason):
    assert reason in words.explain(failed(cast.ana, **changes))


def test_an_unclear_outcome_does_not_pretend(cast):
    sentence = words.explain(failed(cast.ana, state=CommandState.UNKNOWN))

    assert "may or may not have happened" in sentence


def test_a_notice_is_shown_to_its_person_only(cast):
    failed(cast.ana)

    assert "the call has already ended" in rendered(cast.ana)
    assert "the call has already ended" not in rendered(cast.ben)


def test_telnyxs_text_is_escaped(cast):
    failed(cast.ana, error_detail="<script>alert(1)</script>")

    assert "<script>" not in rendered(cast.ana)
    assert "&lt;script&gt;" in rendered(cast.ana)


def test_a_notice_is_dismissed_by_its_person(cast, client):
    command = failed(cast.ana)
    client.force_login(cast.ana)

    answer = client.post(
        reverse("callcontrol:dismiss_notice", args=[command.pk]),
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 204
    assert "the call has already ended" not in rendered(cast.ana)


@pytest.mark.parametrize("who", ["ben", "adam"])
def test_nobody_elses_notice_can_be_dismissed(cast, client, who):
    command = failed(cast.ana)
    client.force_login(getattr(cast, who))

    answer = client.post(reverse("callcontrol:dismiss_notice", args=[command.pk]))

    assert answer.status_code == 404
    assert "the call has already ended" in rendered(cast.ana)


def test_who_has_no_role_has_no_notices(cast, client):
    client.force_login(cast.eve)

    answer = client.post(reverse("callcontrol:dismiss_notice", args=[uuid4()]))

    assert answer.status_code == 403


def test_a_notice_of_yesterday_is_gone(cast):
    failed(cast.ana, settled_at=timezone.now() - timedelta(minutes=2))

    assert "already ended" not in rendered(cast.ana)
