from django.urls import path

from queues.views import closing, moving
from queues.views import queues as views

app_name = "queues"
urlpatterns = [
    path("", views.queue_list, name="list"),
    path("new/", views.create_queue, name="create"),
    path("<int:pk>/", views.edit_queue, name="edit"),
    path("<int:pk>/retire/", views.retire_queue, name="retire"),
    path("<int:pk>/restore/", views.restore_queue, name="restore"),
    path("<int:pk>/delete/", views.delete_queue, name="delete"),
    path("<int:pk>/close/", closing.close_queue, name="close"),
    path("<int:pk>/open/", closing.open_queue, name="open"),
    path("move/", moving.move_callers, name="move"),
    path("close/", closing.close_all, name="close_all"),
    path("open/", closing.open_all, name="open_all"),
    path("take-next/", views.take_next, name="take_next"),
    path("entries/<int:pk>/pick/", views.pick, name="pick"),
    path("entries/<int:pk>/assign/", views.assign, name="assign"),
    path("numbers/<int:pk>/route/", views.route_number, name="route"),
    path(
        "applications/<int:pk>/route/",
        views.route_application,
        name="route_application",
    ),
    path("offers/<int:pk>/cancel/", views.cancel_offer, name="cancel_offer"),
]
