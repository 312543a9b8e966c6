"""Every address of the site; the webhook door lies before it, see application.py."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

import people.urls
from contactcenter import admin_urls, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("desk/", views.desk, name="desk"),
    path("agents/", include("agents.urls")),
    path("callcontrol/", include("callcontrol.urls")),
    path("callcontrol/", include("provisioning.urls")),
    path("calls/", include("calls.urls")),
    path("conferences/", include("conferences.urls")),
    path("phone/", include("phone.urls")),
    path("transfers/", include("transfers.urls")),
    path("outcomes/", include("outcomes.urls")),
    path("queues/", include("queues.urls")),
    path("recordings/", include("recordings.urls")),
    path("reports/", include("reports.urls")),
    path("settings/flows/", include("flows.urls")),
    path("settings/repair/", include("callcontrol.repair.urls")),
    path("settings/", include("people.urls")),
    path("settings/", include("privacy.urls")),
    path("health/", views.ready, name="health"),
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
    path("accounts/logout/", views.log_out, name="logout"),
    path("accounts/", include(people.urls.sign_in)),
    path("accounts/", include((people.urls.own, "own"))),
]
if settings.DJANGO_ADMIN:
    urlpatterns += admin_urls.urlpatterns
