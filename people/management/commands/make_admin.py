"""Make an admin from the terminal: the first one, or when nobody gets in any more."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from typing_extensions import override

from accounts.actions import shipped_role
from accounts.queries import people_managers
from accounts.states import Reach, Role
from audit.edge import TERMINAL, acting
from live import clock
from live.refusals import Refused
from people import actions
from people.given import Given, trouble_with
from text.plain import plain


class Command(BaseCommand):
    help = "Make an admin, and print the link at which they choose their password."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="asked for when it is left out")
        parser.add_argument("--email", help="asked for when it is left out")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        email = (options["email"] or input("E-mail: ")).strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is no e-mail address.") from error
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = self.add(options["name"] or input("Name: "), email)
        elif not people_managers().filter(pk=user.pk).exists():
            raise CommandError(f"{email} belongs to somebody who is no active admin.")
        with acting(TERMINAL):
            url = actions.make_link(user, by=None, now=clock.now())
        self.stdout.write(
            f"Sign in as    {user.username}\n"
            f"Password      {url}\n"
            "The link is good for 24 hours, and once."
        )

    def add(self, name: str, email: str) -> User:
        admin = shipped_role(Role.ADMIN)
        given = Given(name=plain(name), email=email, role=admin, reach=Reach.SITE)
        if trouble := trouble_with(given, but=0):
            raise CommandError(" ".join(trouble.values()))
        try:
            with acting(TERMINAL):
                return actions.add_person(given, by=None, now=clock.now())
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
