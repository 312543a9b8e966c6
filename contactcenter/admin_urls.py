"""Django's own admin pages, where `DJANGO_ADMIN` asks for them."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

# What protects an account is nothing to be looked at or changed by hand.
for model in (
    *(EmailAddress, Authenticator, UserSession),
    *(SocialAccount, SocialApp, SocialToken),
):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
# Their own sign-in page would know no second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [path("django-admin/", admin.site.urls)]
