"""Every address of the site; the webhook door lies before it, see application.py."""

from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.urls import include, path

from contactcenter import views

urlpatterns = [
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("desk/", views.desk, name="desk"),
    path("agents/", include("agents.urls")),
    path("callcontrol/", include("callcontrol.urls")),
    path("calls/", include("calls.urls")),
    path("conferences/", include("conferences.urls")),
    path("queues/", include("queues.urls")),
    path("recordings/", include("recordings.urls")),
    path("health/", views.health, name="health"),
    path("accounts/login/", LoginView.as_view(), name="login"),
    path("accounts/logout/", views.log_out, name="logout"),
    path("django-admin/", admin.site.urls),
]
