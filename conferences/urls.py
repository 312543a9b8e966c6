from django.urls import path

from conferences import views

app_name = "conferences"
urlpatterns = [
    path("", views.room_list, name="list"),
    path("<int:pk>/", views.room, name="room"),
    path("<int:pk>/add/", views.add, name="add"),
    path("<int:pk>/leave/", views.leave, name="leave"),
    path("<int:pk>/end/", views.end, name="end"),
    path("start/<int:pk>/", views.start, name="start"),
    path("calls/<int:pk>/hold/", views.hold_caller, {"on_hold": True}, "hold-caller"),
    path(
        "calls/<int:pk>/unhold/", views.hold_caller, {"on_hold": False}, "unhold-caller"
    ),
    path("calls/<int:pk>/mute/", views.mute_self, {"muted": True}, "mute-self"),
    path("calls/<int:pk>/unmute/", views.mute_self, {"muted": False}, "unmute-self"),
    path("participants/<int:pk>/mute/", views.mute, {"muted": True}, name="mute"),
    path("participants/<int:pk>/unmute/", views.mute, {"muted": False}, name="unmute"),
    path("participants/<int:pk>/hold/", views.hold, {"on_hold": True}, name="hold"),
    path(
        "participants/<int:pk>/unhold/", views.hold, {"on_hold": False}, name="unhold"
    ),
    path("participants/<int:pk>/remove/", views.remove, name="remove"),
    path("supervise/<int:pk>/", views.supervise, name="supervise"),
    path(
        "supervisions/<int:pk>/leave/",
        views.leave_supervision,
        name="leave-supervision",
    ),
]
