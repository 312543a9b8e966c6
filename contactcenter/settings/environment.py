"""Every setting that comes from outside: environment, `.env`, mounted secrets.

No other module reads the environment. What is wrong is reported all at once, one
sentence per setting, so that nobody repairs a deployment one restart at a time.
"""

import base64
import binascii
import os
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from accounts.states import Role
from provider.numbers import COUNTRIES

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Another file than `.env`; empty for none, as tests want it.
ENV_FILE = os.environ.get("ENV_FILE", str(BASE_DIR / ".env"))
SECRETS_DIR = Path("/run/secrets")
TELNYX_URL = "https://api.telnyx.com/v2"
# The only key that the emulator accepts; it opens nothing at Telnyx.
EMULATOR_KEY = "KEY_EMULATOR"

# How letters are sent, and at which port unless another is named.
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}

# Where Telnyx keeps recordings (Telnyx: Storing call recordings); * is any text.
RECORDING_HOSTS = ["s3.amazonaws.com", "*.amazonaws.com", "*.telnyxcloudstorage.com"]


def split(value: object) -> object:
    """Read "a, b" as ["a", "b"], which is how people write a list in one line."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


CommaList = Annotated[list[str], NoDecode, BeforeValidator(split)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Environment(BaseSettings):
    """The settings under the names that `docs/configuration.md` describes."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE or None,
        env_ignore_empty=True,
        extra="ignore",
        secrets_dir=SECRETS_DIR if SECRETS_DIR.is_dir() else None,
    )

    port: Port = 8000
    emulator_port: Port = 8010
    emulator_rtc_port: Port | None = None
    demo_calls_per_minute: Annotated[float, Field(ge=0, le=600)] = 6
    demo_staff: Annotated[int, Field(ge=0, le=24)] = 18
    demo_phones: Literal["browser", "simulated"] = "browser"
    demo_queue_mode: Literal["both", "push", "pull"] = "both"
    data_dir: Path = BASE_DIR / "var"
    database_url: str = ""
    redis_url: str = ""
    secret_key: str = ""
    allowed_hosts: CommaList = []
    public_url: str = ""
    telnyx_api_key: str = ""
    telnyx_public_key: CommaList = []
    telnyx_base_url: str = ""
    phone_country: str = "US"
    recording_format: Literal["mp3", "wav"] = "mp3"
    recording_hosts: CommaList = RECORDING_HOSTS
    mfa_required_for: CommaList = []
    oidc_server_url: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "single sign-on"
    oidc_groups_claim: str = "groups"
    oidc_roles: CommaList = []
    oidc_teams: CommaList = []
    email_url: str = ""
    email_from: str = ""
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_numbers: bool = False
    metrics_port: Port | None = None
    metrics_host: str = "127.0.0.1"
    django_admin: bool = False
    debug: bool = False

    @model_validator(mode="after")
    def check(self) -> Self:
        """Raise ValueError with one line for each setting that cannot be right."""
        wrong = [sentence for sentence in self.complaints() if sentence]
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    def complaints(self) -> list[str]:
        return [
            self.database_complaint(),
            self.redis_complaint(),
            self.secret_key_complaint(),
            url_complaint("PUBLIC_URL", self.public_url),
            url_complaint("TELNYX_BASE_URL", self.telnyx_base_url),
            self.ports_complaint(),
            self.missing_public_key_complaint(),
            self.country_complaint(),
            self.email_complaint(),
            self.roles_complaint(),
            url_complaint("OIDC_SERVER_URL", self.oidc_server_url),
            self.oidc_complaint(),
            pairs_complaint("OIDC_ROLES", self.oidc_roles),
            pairs_complaint("OIDC_TEAMS", self.oidc_teams),
            *[public_key_complaint(key) for key in self.telnyx_public_key],
        ]

    def database_complaint(self) -> str:
        scheme = urlsplit(self.database_url).scheme
        if scheme in ("", "postgres", "postgresql", "sqlite"):
            return ""
        return (
            f"DATABASE_URL starts with {scheme}://; use postgresql://… or sqlite:///…, "
            "or leave it empty for SQLite below DATA_DIR."
        )

    def redis_complaint(self) -> str:
        if urlsplit(self.redis_url).scheme in ("", "redis", "rediss"):
            return ""
        return "REDIS_URL has to start with redis:// or rediss://."

    def secret_key_complaint(self) -> str:
        if self.secret_key and len(self.secret_key) < 32:
            return "SECRET_KEY is shorter than 32 characters."
        if self.redis_url and not self.secret_key:
            return (
                "SECRET_KEY is missing; with REDIS_URL several processes share the "
                "sessions, so they need the same one."
            )
        return ""

    def ports_complaint(self) -> str:
        ports = {
            "PORT": self.port,
            "EMULATOR_PORT": self.emulator_port,
            "EMULATOR_RTC_PORT": self.rtc_port,
        }
        for one, other in combinations(ports, 2):
            if self.is_emulated and ports[one] == ports[other]:
                return f"{one} and {other} are both {ports[one]}; choose two ports."
        return ""

    def country_complaint(self) -> str:
        if self.phone_country in COUNTRIES:
            return ""
        return (
            "PHONE_COUNTRY is not a country of two capital letters (ISO 3166), such as "
            f"US or GB: {self.phone_country}"
        )

    def roles_complaint(self) -> str:
        unknown = set(self.mfa_required_for) - {role.value for role in Role}
        if not unknown:
            return ""
        roles = ", ".join(Role)
        return (
            f"MFA_REQUIRED_FOR names no role of {roles}: {', '.join(sorted(unknown))}"
        )

    def oidc_complaint(self) -> str:
        if not self.oidc_server_url:
            return ""
        needed = {
            "OIDC_CLIENT_ID": self.oidc_client_id,
            "OIDC_CLIENT_SECRET": self.oidc_client_secret,
            "OIDC_ROLES": self.oidc_roles,
        }
        missing = [name for name, value in needed.items() if not value]
        if not missing:
            return ""
        return f"OIDC_SERVER_URL is set but {', '.join(missing)} is not."

    def email_complaint(self) -> str:
        parts = urlsplit(self.email_url)
        if not self.email_url:
            return ""
        if parts.scheme not in MAIL_PORTS or not parts.hostname:
            return (
                "EMAIL_URL has to be smtps://user:password@host, or smtp+tls:// for "
                "STARTTLS, or smtp:// for a server of one's own."
            )
        return "" if self.email_from else "EMAIL_URL is set but EMAIL_FROM is not."

    def missing_public_key_complaint(self) -> str:
        if self.telnyx_api_key and not self.telnyx_public_key:
            return (
                "TELNYX_API_KEY is set but TELNYX_PUBLIC_KEY is not; without it no "
                "webhook can be verified. Copy it from the Telnyx portal, Keys & "
                "Credentials, Public Key."
            )
        return ""

    @property
    def oidc_role_of_group(self) -> dict[str, str]:
        """The roles' names, by group; the first that somebody is in counts."""
        return dict(map(parts, self.oidc_roles))

    @property
    def oidc_origin(self) -> list[str]:
        address = urlsplit(self.oidc_server_url)
        return [f"{address.scheme}://{address.netloc}"] if address.netloc else []

    @property
    def oidc_team_of_group(self) -> dict[str, str]:
        return dict(map(parts, self.oidc_teams))

    @property
    def is_emulated(self) -> bool:
        """Whether the product runs against its own emulator, with demo data.

        The key is left away where one command starts both, and given where the emulator
        is a container of its own.
        """
        return self.telnyx_api_key in ("", EMULATOR_KEY)

    @property
    def rtc_port(self) -> int:
        """Where browsers telephone through the emulator."""
        return self.emulator_rtc_port or self.emulator_port + 1

    @property
    def provider_url(self) -> str:
        emulator = f"http://127.0.0.1:{self.emulator_port}/v2"
        default = emulator if self.is_emulated else TELNYX_URL
        return (self.telnyx_base_url or default).rstrip("/")

    @property
    def site_url(self) -> str:
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")


def url_complaint(name: str, url: str) -> str:
    parts = urlsplit(url)
    if not url or (parts.scheme in ("http", "https") and parts.hostname):
        return ""
    return f"{name} is not an address with http:// or https:// and a host: {url}"


def pairs_complaint(name: str, pairs: list[str]) -> str:
    wrong = [pair for pair in pairs if not all(part.strip() for part in parts(pair))]
    if not wrong:
        return ""
    return (
        f"{name} is a list such as group=name, group=name; this is no pair: {wrong[0]}"
    )


def parts(pair: str) -> tuple[str, str]:
    """Return "group=name" as two; the last = counts, since groups may be paths or DNs."""
    group, _, name = pair.rpartition("=")
    return group.strip(), name.strip()


def public_key_complaint(key: str) -> str:
    try:
        is_key = len(base64.b64decode(key, validate=True)) == 32
    except binascii.Error:
        is_key = False
    if is_key:
        return ""
    return f"TELNYX_PUBLIC_KEY holds something that is no Ed25519 key in Base64: {key}"


def read_environment() -> Environment:
    """Read all settings; raise ImproperlyConfigured with a sentence for each mistake."""
    try:
        return Environment()
    except ValidationError as error:
        sentences = [sentence_of(dict(one)) for one in error.errors()]
        raise ImproperlyConfigured("\n".join(sentences)) from None


def sentence_of(error: dict[str, object]) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    location = error["loc"]
    if not isinstance(location, tuple) or not location:
        return message
    return f"{str(location[0]).upper()} is {error['input']!r}: {message}."
