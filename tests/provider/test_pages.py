import httpx

from provider.client import TelnyxClient


def client_of(handler):
    return TelnyxClient("KEY", "http://api/v2", httpx.MockTransport(handler))


def queue(number):
    return {"id": str(number), "name": f"queue-{number}"}


def test_numbered_pages_are_walked_to_the_last():
    asked = []

    def handler(request):
        asked.append(dict(request.url.params))
        number = int(request.url.params["page[number]"])
        meta = {"page_number": number, "page_size": 250, "total_pages": 3}
        return httpx.Response(200, json={"data": [queue(number)], "meta": meta})

    names = [one.name for one in client_of(handler).queues.list()]

    assert names == ["queue-1", "queue-2", "queue-3"]
    assert [page["page[number]"] for page in asked] == ["1", "2", "3"]
    assert {page["page[size]"] for page in asked} == {"250"}


def test_a_page_is_fetched_only_when_it_is_needed():
    asked = []

    def handler(request):
        asked.append(request)
        meta = {"total_pages": 9}
        return httpx.Response(200, json={"data": [queue(1), queue(2)], "meta": meta})

    pages = client_of(handler).queues.list()
    next(pages)

    assert len(asked) == 1


def test_a_list_without_meta_is_one_page():
    answer = httpx.Response(200, json={"data": [queue(1)]})

    assert len(list(client_of(lambda _: answer).queues.list())) == 1


def test_active_calls_are_walked_by_cursor():
    """Their meta has no page count, so walking by number would never end."""
    asked = []
    cursors = {None: "a", "a": "b", "b": None}

    def handler(request):
        at = request.url.params.get("page[after]")
        asked.append(dict(request.url.params))
        items = [{"call_control_id": f"v3:{at}"}]
        meta = {"cursors": {"after": cursors[at]}, "total_items": 3}
        return httpx.Response(200, json={"data": items, "meta": meta})

    legs = [one.call_control_id for one in client_of(handler).calls.active("1")]

    assert legs == ["v3:None", "v3:a", "v3:b"]
    assert asked[0] == {"page[limit]": "250"}


def test_a_server_that_repeats_its_cursor_does_not_hold_us_for_ever():
    def handler(_):
        items = [{"call_control_id": "v3:a"}]
        return httpx.Response(
            200, json={"data": items, "meta": {"cursors": {"after": "same"}}}
        )

    assert len(list(client_of(handler).calls.active("1"))) == 2


def test_active_calls_of_the_emulator_end(provider):
    legs = {provider.inbound_call() for _ in range(3)}

    found = [
        one.call_control_id
        for one in provider.client.calls.active(provider.connection_id)
    ]

    assert sorted(found) == sorted(legs)


def test_filters_are_spelled_with_brackets():
    asked = []

    def handler(request):
        asked.append(request.url.query.decode())
        return httpx.Response(200, json={"data": []})

    client = client_of(handler)
    list(client.conferences.list(name="a b", status="in_progress"))
    list(client.applications.list(name_contains="x"))

    assert "filter%5Bname%5D=a+b" in asked[0] or "filter[name]=a%20b" in asked[0]
    assert "application_name" in asked[1]
    assert "contains" in asked[1]
