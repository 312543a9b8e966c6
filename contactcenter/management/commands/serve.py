"""Serve pages, screens and webhooks: one of the web processes of a site."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from contactcenter.running.reachable import require_database, require_redis
from contactcenter.running.server import Place, SiteServer
from contactcenter.running.web import web_process


class Command(BaseCommand):
    help = "Serve the site (workers and beat are processes of their own)."
    requires_system_checks = ()

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where to listen")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--behind-proxy",
            action="store_true",
            help="believe X-Forwarded-For, -Port and -Proto",
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        require_redis(settings.REDIS_URL)
        require_database()
        place = Place(options["port"], options["host"], options["behind_proxy"])
        SiteServer(web_process(), place, lambda: self.listening(place)).run()

    def listening(self, place: Place) -> None:
        self.stdout.write(f"Listening on {place.host}:{place.port}")
        self.stdout.flush()
