"""A program with a key, at a floor where calls come in."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.roles import Verb
from api.actions.keys import make_key
from tests.queues.stage import Floor

EVERYTHING = tuple(Verb)


class Program:
    """Speaks to the API as another program does: no cookies, a key."""

    def __init__(self, owner: Any, *verbs: Verb, **key: Any) -> None:
        now = timezone.now()
        given = {"expires_at": now + timedelta(days=1), "now": now, **key}
        self.key, self.text = make_key(
            "a program", owner=owner, verbs=verbs or EVERYTHING, **given
        )
        self.client = Client(enforce_csrf_checks=True)

    def get(self, path: str, **query: Any) -> HttpResponse:
        answer: Any = self.client.get(f"/api/v1{path}", query, headers=self.headers())
        return answer  # type: ignore[no-any-return]

    def post(self, path: str, *, again: str = "", **body: Any) -> HttpResponse:
        headers = self.headers() | ({"Idempotency-Key": again} if again else {})
        answer: Any = self.client.post(
            f"/api/v1{path}", json.dumps(body), "application/json", headers=headers
        )
        return answer  # type: ignore[no-any-return]

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"}


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, ring_secs=15)
