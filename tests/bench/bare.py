"""The least that Django and Channels can do, as baselines on the same servers.

Runs as `daphne tests.bench.bare:application` with BARE_PUBLIC_KEY in the environment;
the database is opened with the product's own settings for it.

POST /event   verify a signature and insert one row
POST /echo    send the body to every socket at /socket
POST /dial    send one dial to the provider and wait for its answer
GET  /page    a page whose socket shows what it is sent
"""

import base64
import json
import os
from typing import Any

import django
import httpx
from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from nacl.signing import VerifyKey

from contactcenter.settings.databases import database
from contactcenter.settings.environment import read_environment

environment = read_environment()
settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": database(environment.database_url, environment.data_dir)},
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 1000},
        }
    },
    USE_TZ=True,
)
django.setup()
layer: Any = get_channel_layer()
key = VerifyKey(base64.b64decode(os.environ["BARE_PUBLIC_KEY"]))
provider = httpx.Client(
    base_url=environment.provider_url, headers={"Authorization": "Bearer KEY_EMULATOR"}
)

TABLE = "create table if not exists bare_event (id varchar(40) primary key, body text)"
INSERT = "insert into bare_event (id, body) values (%s, %s) on conflict do nothing"
PAGE = """<!doctype html><title>Bare</title><p id="shown"></p><script>
const socket = new WebSocket(`ws://${location.host}/socket`);
socket.onmessage = (message) => { document.getElementById("shown").textContent = message.data; };
</script>"""


def event(request: HttpRequest) -> HttpResponse:
    signature = base64.b64decode(request.headers["telnyx-signature-ed25519"])
    stamp = request.headers["telnyx-timestamp"].encode()
    key.verify(stamp + b"|" + request.body, signature)
    event_id = json.loads(request.body)["data"]["id"]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [event_id, request.body.decode()])
    return HttpResponse("ok")


def echo(request: HttpRequest) -> HttpResponse:
    message = {"type": "shown", "text": request.body.decode()}
    async_to_sync(layer.group_send)("echo", message)
    return HttpResponse("ok")


def dial(request: HttpRequest) -> HttpResponse:
    answer = provider.post("/calls", content=request.body)
    return HttpResponse(answer.content, status=answer.status_code)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


def count(request: HttpRequest) -> HttpResponse:
    """Make the table if need be, and say how many rows it has."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute("select count(*) from bare_event")
        return HttpResponse(str(cursor.fetchone()[0]))


class Echo(AsyncWebsocketConsumer):
    groups = ["echo"]

    async def shown(self, message: dict[str, Any]) -> None:
        await self.send(text_data=message["text"])


urlpatterns = [
    path("event", event),
    path("echo", echo),
    path("dial", dial),
    path("page", page),
    path("count", count),
]
socket: Any = Echo.as_asgi()
application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([re_path("^socket$", socket)]),
    }
)
