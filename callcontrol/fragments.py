"""What a person asked for and did not get, on whatever screen they are."""

from typing import Any

from django.contrib.auth.models import User

from callcontrol import outbox, words
from live import topics
from live.fragments import Fragment, Scope


def notices(scope: Scope) -> dict[str, Any]:
    user = User(pk=scope.user_pk)
    return {
        "notices": [
            {
                "command": command,
                "sentence": words.explain(command),
                "details": words.provider_words(command),
                "until": command.settled_at and command.settled_at + outbox.NOTICE_FOR,
            }
            for command in outbox.notices_for(user, now=scope.now)
        ]
    }


def _own(scope: Scope) -> frozenset[str]:
    return frozenset({topics.user(scope.user_pk)}) if scope.user_pk else frozenset()


NOTICES = Fragment("notices", "callcontrol/_notices.html", notices, _own, varies="user")
