"""Write every page of a contact center whose texts all came from outside into a folder.

A process of its own (`python -m tests.browser.outside_pages FOLDER`): Playwright keeps an
event loop, beside which Django's database does not work.
"""

import sys
from pathlib import Path

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from accounts.models import Team  # noqa: E402
from agents.models import Agent  # noqa: E402
from callcontrol.models import Event  # noqa: E402
from calls.models import Call  # noqa: E402
from conferences.models import Conference  # noqa: E402
from queues.models import Queue, QueueEntry  # noqa: E402
from tests.browser.outside_rows import ANY_TEXT, Stage  # noqa: E402
from tests.support.nasty import NASTY  # noqa: E402

# Page, and who looks at it; {call} and the like are keys of the last rows.
PAGES = (
    ("/board/", "supervisor"),
    ("/calls/", "supervisor"),
    ("/calls/?page=2", "supervisor"),
    ("/calls/?page=3", "supervisor"),
    ("/calls/{call}/", "supervisor"),
    ("/conferences/", "supervisor"),
    ("/conferences/?page=2", "supervisor"),
    ("/conferences/{room}/", "supervisor"),
    ("/recordings/", "supervisor"),
    ("/recordings/?page=2", "supervisor"),
    ("/recordings/?page=4", "supervisor"),
    ("/agents/", "supervisor"),
    ("/queues/", "supervisor"),
    ("/queues/entries/{entry}/assign/", "supervisor"),
    ("/queues/new/", "admin"),
    ("/queues/{queue}/", "admin"),
    ("/callcontrol/", "admin"),
    ("/callcontrol/applications/new/", "admin"),
    ("/callcontrol/numbers/", "admin"),
    ("/callcontrol/events/", "admin"),
    ("/callcontrol/events/{event}/", "admin"),
    ("/callcontrol/setup/", "admin"),
    ("/settings/people/?page=2", "admin"),
    ("/settings/people/{person}/", "admin"),
    ("/settings/teams/", "admin"),
    ("/settings/teams/{team}/", "admin"),
    ("/settings/reasons/", "admin"),
    ("/desk/", "agent{last}"),
    ("/desk/", "agent{offered}"),
    ("/board/", "agent{last}"),
)


def name_of(number: int) -> str:
    return f"{number:02}.html"


def write_pages(folder: Path) -> None:
    setup_test_environment()
    keys = fill()
    for number, (path, username) in enumerate(PAGES):
        page = get(path.format(**keys), username.format(**keys))
        (folder / name_of(number)).write_bytes(page)


def fill() -> dict[str, int]:
    """Make rows of every text, and two of the one that stands for any."""
    stage = Stage()
    texts = [*NASTY, ANY_TEXT, ANY_TEXT]
    for number, text in enumerate(texts):
        stage.add(number, text)
    stage.listen()
    return {
        "call": Call.objects.filter(state="talking").latest("pk").pk,
        "room": Conference.objects.latest("pk").pk,
        "entry": QueueEntry.objects.latest("pk").pk,
        "queue": Queue.objects.latest("pk").pk,
        "event": Event.objects.latest("pk").pk,
        "person": Agent.objects.latest("pk").user_id,
        "team": Team.objects.latest("pk").pk,
        "last": len(texts) - 1,
        "offered": len(texts) - 2,
    }


def get(path: str, username: str) -> bytes:
    client = Client()
    client.force_login(User.objects.get(username=username))
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
