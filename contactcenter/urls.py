"""Every address of the site; the webhook door lies before it, see asgi.py."""

from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.urls import path

from contactcenter import views

urlpatterns = [
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("desk/", views.desk, name="desk"),
    path("health/", views.health, name="health"),
    path("accounts/login/", LoginView.as_view(), name="login"),
    path("accounts/logout/", views.log_out, name="logout"),
    path("django-admin/", admin.site.urls),
]
