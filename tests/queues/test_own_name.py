"""People read the name that they gave a queue, and never the one that Telnyx has for it."""

import pytest
from django.test import Client

from calls.models import Call
from tests.queues.stage import Floor

TECHNICAL = "zz-technical"


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, telnyx_name=TECHNICAL, greeting="")


def test_no_page_shows_the_name_at_telnyx(floor, world, cast):
    call = floor.talk()
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: Call.objects.get().state == "ended")
    waiting = floor.wait_in_line(from_="+15557770002", patience_secs=300)
    pages = (
        "/board/",
        "/desk/",
        "/calls/",
        f"/calls/{call.pk}/",
        f"/calls/{waiting.call_id}/",
        "/queues/",
        "/settings/repair/",
    )
    for user in (cast.sofia, cast.ana):
        client = Client()
        client.force_login(user)
        for address in pages:
            page = client.get(address).content.decode()
            assert TECHNICAL not in page, address
    client.force_login(cast.sofia)
    story = client.get(f"/calls/{call.pk}/").content.decode()
    assert "Waits in Billing." in story
    assert "Entered the queue at position 1" in story
    assert "Left the queue: connected" in story
