"""Make or revoke a key for another program."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from accounts.roles import Verb
from api.actions.keys import make_key, revoke_key
from api.models import ApiKey
from audit.edge import TERMINAL, acting
from live import clock
from queues.models import Queue


class Command(BaseCommand):
    help = "Make a key of the public API, list them, or revoke one."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        make = kinds.add_parser("make", help="print a new key, once")
        make.add_argument("name", help="what it is for")
        make.add_argument(
            "--owner", required=True, help="a user name; it may do no more"
        )
        verbs = [verb.value for verb in Verb]
        make.add_argument("--verbs", required=True, nargs="+", choices=verbs)
        make.add_argument("--queues", nargs="*", default=[], help="names; all without")
        make.add_argument("--days", type=int, default=365, help="until it expires")
        kinds.add_parser("list", help="show who has which, and when it was last used")
        revoke = kinds.add_parser("revoke", help="end one for good")
        revoke.add_argument("prefix", help="the eight characters after cck_")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        with acting(TERMINAL):
            getattr(self, options["kind"])(options)

    def make(self, options: dict[str, Any]) -> None:
        owner = User.objects.filter(username=options["owner"], is_active=True).first()
        if owner is None:
            raise CommandError(f"There is no active user {options['owner']}.")
        queues = list(Queue.objects.filter(name__in=options["queues"]))
        if missing := set(options["queues"]) - {queue.name for queue in queues}:
            raise CommandError(f"There is no queue {', '.join(sorted(missing))}.")
        now = clock.now()
        _, text = make_key(
            options["name"],
            owner=owner,
            verbs=[Verb(one) for one in options["verbs"]],
            queues=queues,
            expires_at=now + timedelta(days=options["days"]),
            now=now,
        )
        self.stdout.write(text)

    def list(self, options: dict[str, Any]) -> None:
        now = clock.now()
        for key in ApiKey.objects.select_related("owner", "use"):
            use = getattr(key, "use", None)
            used = f"{use.at:%Y-%m-%d %H:%M}" if use else "never"
            state = "valid" if key.is_valid(now=now) else "over"
            words = (key.prefix, state, key.owner.username, f"used {used}", key.name)
            self.stdout.write("  ".join((*words, ", ".join(key.verbs))))

    def revoke(self, options: dict[str, Any]) -> None:
        if revoke_key(options["prefix"], now=clock.now()) is None:
            raise CommandError(f"There is no key {options['prefix']}.")
        self.stdout.write("Revoked.")
