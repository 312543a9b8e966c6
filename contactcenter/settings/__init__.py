"""Django's settings, made from the environment; see docs/configuration.md."""

from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from contactcenter.settings.databases import database
from contactcenter.settings.environment import BASE_DIR as BASE_DIR
from contactcenter.settings.environment import (
    EMULATOR_KEY,
    MAIL_PORTS,
    read_environment,
)
from contactcenter.settings.logs import logging_of
from contactcenter.settings.secret import secret_key
from contactcenter.settings.sign_in import *  # noqa: F403 - settings are names
from contactcenter.settings.single_sign_on import sign_in_services
from contactcenter.settings.workers import *  # noqa: F403 - settings are names

environment = read_environment()
site = urlsplit(environment.site_url)
is_https = site.scheme == "https"

PORT = environment.port
EMULATOR_PORT = environment.emulator_port
EMULATOR_RTC_PORT = environment.rtc_port
DEMO_CALLS_PER_MINUTE = environment.demo_calls_per_minute
DEMO_STAFF = environment.demo_staff
DEMO_PHONES = environment.demo_phones
DEMO_QUEUE_MODE = environment.demo_queue_mode
PUBLIC_URL = environment.site_url
DATA_DIR = environment.data_dir
DEBUG = environment.debug
METRICS_PORT = environment.metrics_port
METRICS_HOST = environment.metrics_host
DJANGO_ADMIN = environment.django_admin
SECRET_KEY = secret_key(environment.secret_key, DATA_DIR)

TELNYX_IS_EMULATED = environment.is_emulated
TELNYX_API_KEY = environment.telnyx_api_key or EMULATOR_KEY
# Against the emulator `manage.py up` fills this in: the key is known once it runs.
TELNYX_PUBLIC_KEYS = environment.telnyx_public_key
TELNYX_BASE_URL = environment.provider_url
# Where a number is dialled that names no country.
PHONE_COUNTRY = environment.phone_country
# mp3 or wav; and the hosts, with *, from which recordings are fetched.
RECORDING_FORMAT = environment.recording_format
RECORDING_HOSTS = environment.recording_hosts
DEMO_HOLD_MUSIC_URL = f"http://127.0.0.1:{EMULATOR_PORT}/media/hold.mp3"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "channels",
    "django_htmx",
    "csp",
    "lucide",
    "contactcenter",
    "audit",
    "accounts",
    "ui",
    "live",
    "callcontrol",
    "provisioning",
    "calls",
    "agents",
    "phone",
    "hours",
    "queues",
    "outcomes",
    "conferences",
    "reports",
    "transfers",
    "recordings",
    "flows",
    "people",
    "privacy",
    "api",
]
MIDDLEWARE = [
    "contactcenter.request_lines.RequestLines",
    "django.middleware.security.SecurityMiddleware",
    "api.middleware.public_api",
    "contactcenter.storage.AssetMiddleware",
    "contactcenter.compression.PageCompression",
    "contactcenter.caching.no_page_is_kept",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "contactcenter.edge.know_who_asks",
    "accounts.requests.with_viewer",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.second_factor_first",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "contactcenter.context.shell",
            ],
        },
    }
]

ROOT_URLCONF = "contactcenter.urls"
ASGI_APPLICATION = "contactcenter.asgi.application"
# Tables that lie above the apps that look them up.
EVENT_ROUTES = "contactcenter.event_routes"
REACTIONS = "contactcenter.reactions"
LIVE_SCREENS = "contactcenter.screens.SCREENS"
REPAIRS = "contactcenter.repairs.REPAIRS"

DATABASES = {"default": database(environment.database_url, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "UTC"
USE_TZ = True

REDIS_URL = environment.redis_url
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "live.redis_layer.RedisLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
else:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 1000},
        }
    }

ALLOWED_HOSTS = [
    *(environment.allowed_hosts or ["localhost", "127.0.0.1", "[::1]"]),
    site.hostname or "",
]
CSRF_TRUSTED_ORIGINS = [f"{site.scheme}://{site.netloc}"]
# The sites whose pages may open a socket: scheme, host and port all count.
LIVE_ORIGINS = [
    f"{site.scheme}://{site.netloc}",
    *[f"http://{host}:{PORT}" for host in ("localhost", "127.0.0.1", "[::1]")],
]

mail = urlsplit(environment.email_url)
MAIL_IS_SET_UP = bool(environment.email_url)
EMAIL_HOST = mail.hostname or ""
EMAIL_PORT = mail.port or MAIL_PORTS.get(mail.scheme, 0)
EMAIL_HOST_USER = unquote(mail.username or "")
EMAIL_HOST_PASSWORD = unquote(mail.password or "")
EMAIL_USE_TLS = mail.scheme == "smtp+tls"
EMAIL_USE_SSL = mail.scheme == "smtps"
# Somebody waits for the page that sends it.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.email_from

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_NAME = "__Host-session" if is_https else "session"
SESSION_COOKIE_SECURE = is_https
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrf" if is_https else "csrf"
CSRF_COOKIE_SECURE = is_https
CSRF_COOKIE_SAMESITE = "Lax"
# Roles that may do nothing until they have a second factor.
OIDC_NAME = environment.oidc_name if environment.oidc_server_url else ""
OIDC_GROUPS_CLAIM = environment.oidc_groups_claim
OIDC_ROLES = environment.oidc_role_of_group
OIDC_TEAMS = environment.oidc_team_of_group
SOCIALACCOUNT_PROVIDERS = sign_in_services(environment)
MFA_REQUIRED_FOR = environment.mfa_required_for
# Rate limits are counted there, by all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
if is_https:
    # Set by the proxy, which drops what a client claims; see deploy/.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A proxy in front caps bodies as well; webhooks have their own, smaller cap.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# A browser telephones through the one, and reports the quality of a call to the other.
SOFTPHONE_ORIGINS = (
    [f"ws://127.0.0.1:{EMULATOR_RTC_PORT}", f"http://127.0.0.1:{EMULATOR_RTC_PORT}"]
    if TELNYX_IS_EMULATED
    else ["wss://rtc.telnyx.com", "https://rtc.telnyx.com"]
)
# What its SDK is told beside the token; nothing to it is Telnyx itself.
SOFTPHONE_GATEWAY = {"host": f"{SOFTPHONE_ORIGINS[0]}/rtc", "iceServers": []}
if not TELNYX_IS_EMULATED:
    SOFTPHONE_GATEWAY = {}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # The waveform of a recording sets styles, allowed to it by the nonce.
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF, *SOFTPHONE_ORIGINS],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Signing in elsewhere begins with a form of ours, which leads there.
        "form-action": [SELF, *environment.oidc_origin],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "microphone": ["self"],
    "autoplay": ["self"],
    "camera": [],
    "geolocation": [],
    "payment": [],
    "usb": [],
}

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_FINDERS = [
    "contactcenter.assets.SiteFinder",
    "contactcenter.assets.AdminFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "contactcenter.storage.AssetStorage"},
}
# `collectstatic` (part of the image) leaves hashed files; a checkout has none.
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_AUTOREFRESH = DEBUG

# Seconds after which Redis hands a task to another worker; longer than any task takes.
VISIBILITY_TIMEOUT = 120
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
    if REDIS_URL
    else {"polling_interval": 0.05}
)
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": VISIBILITY_TIMEOUT}

LOGGING = logging_of(environment, SECRET_KEY)
