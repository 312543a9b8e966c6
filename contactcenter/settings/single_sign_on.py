"""The organisation's sign-in service, as django-allauth is told of it."""

from typing import Any

from contactcenter.settings.environment import Environment

# As it is called in addresses: /accounts/oidc/sso/login/.
PROVIDER_ID = "sso"


def sign_in_services(environment: Environment) -> dict[str, Any]:
    """Return SOCIALACCOUNT_PROVIDERS: the one service that is set, or none."""
    if not environment.oidc_server_url:
        return {"openid_connect": {"APPS": []}}
    service = {
        "provider_id": PROVIDER_ID,
        "name": environment.oidc_name,
        "client_id": environment.oidc_client_id,
        "secret": environment.oidc_client_secret,
        "settings": {"server_url": environment.oidc_server_url},
    }
    return {"openid_connect": {"APPS": [service], "OAUTH_PKCE_ENABLED": True}}
