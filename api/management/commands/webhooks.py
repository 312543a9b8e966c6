"""Where other programs are told of what happens: add, look, send again, switch."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from api.actions import hooks
from api.hooks.kinds import KINDS
from api.models import Endpoint, Message
from audit.edge import TERMINAL, acting
from live import clock

LOG_LINES = 50


class Command(BaseCommand):
    help = "Outgoing webhooks: add an endpoint, list, log, resend, on, off."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        add = kinds.add_parser("add", help="print the secret of a new endpoint")
        add.add_argument("url", help="https://…, on the public internet")
        add.add_argument("--kinds", required=True, nargs="+", choices=[*KINDS])
        kinds.add_parser("list", help="show where what is sent")
        kinds.add_parser("log", help="show what was sent last, and the answers")
        resend = kinds.add_parser("resend", help="send a message once more")
        resend.add_argument("message", help="its id, msg_…")
        for name in ("on", "off"):
            switch = kinds.add_parser(name, help=f"switch an endpoint {name}")
            switch.add_argument("endpoint", type=int, help="its number in the list")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        with acting(TERMINAL):
            getattr(self, options["what"])(options)

    def add(self, options: dict[str, Any]) -> None:
        if not options["url"].startswith("https://"):
            raise CommandError("The address has to begin with https://")
        endpoint = hooks.add_endpoint(
            options["url"], kinds=options["kinds"], now=clock.now()
        )
        self.stdout.write(f"{endpoint.pk}  {endpoint.secret}")

    def list(self, options: dict[str, Any]) -> None:
        for one in Endpoint.objects.all():
            state = "off" if one.switched_off_at else "on"
            if one.failing_since and not one.switched_off_at:
                state = f"failing since {one.failing_since:%Y-%m-%d %H:%M}"
            self.stdout.write(f"{one.pk}  {state}  {one.url}  {', '.join(one.kinds)}")

    def log(self, options: dict[str, Any]) -> None:
        for one in Message.objects.order_by("-pk")[:LOG_LINES]:
            state = "taken" if one.taken_at else "due" if one.due_at else "given up"
            words = (f"{one.made_at:%m-%d %H:%M:%S}", one.message_id, one.kind, state)
            tries = f"{one.attempts} tries"
            self.stdout.write("  ".join((*words, tries, one.answer)))

    def resend(self, options: dict[str, Any]) -> None:
        if not hooks.send_again(options["message"], now=clock.now()):
            raise CommandError(f"There is no message {options['message']}.")
        self.stdout.write("It is sent again.")

    def on(self, options: dict[str, Any]) -> None:
        self.switch(options, is_on=True)

    def off(self, options: dict[str, Any]) -> None:
        self.switch(options, is_on=False)

    def switch(self, options: dict[str, Any], *, is_on: bool) -> None:
        endpoint = Endpoint.objects.filter(pk=options["endpoint"]).first()
        if endpoint is None:
            raise CommandError(f"There is no endpoint {options['endpoint']}.")
        hooks.switch(endpoint, is_on=is_on, now=clock.now())
