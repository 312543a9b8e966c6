from django.urls import path

from callcontrol import views

app_name = "repair"
urlpatterns = [
    path("", views.repair_desk, name="desk"),
    path("<int:pk>/", views.repair, name="do"),
]
