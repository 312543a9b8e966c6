from django.urls import path

from phone import views

app_name = "phone"
urlpatterns = [
    path("", views.page, name="page"),
    path("token/", views.token, name="token"),
    path("state/", views.state, name="state"),
]
