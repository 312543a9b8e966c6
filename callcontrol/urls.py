from django.urls import path

from callcontrol import views

app_name = "callcontrol"
urlpatterns = [
    path("notices/<uuid:pk>/dismiss/", views.dismiss_notice, name="dismiss_notice"),
]
