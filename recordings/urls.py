from django.urls import path

from recordings import views

app_name = "recordings"
urlpatterns = [
    path("", views.recording_list, name="list"),
    path("<int:pk>/audio", views.audio, name="audio"),
    path("<int:pk>/download", views.download, name="download"),
    path("<int:pk>/fetch/", views.fetch, name="fetch"),
    path("start/<int:pk>/", views.start, name="start"),
    path("<int:pk>/pause/", views.move, {"purpose": "recording.pause"}, name="pause"),
    path(
        "<int:pk>/resume/", views.move, {"purpose": "recording.resume"}, name="resume"
    ),
    path("<int:pk>/stop/", views.move, {"purpose": "recording.stop"}, name="stop"),
]
