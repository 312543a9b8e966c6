from django.urls import path

from provisioning.views import applications, events, numbers, setup

app_name = "provisioning"
urlpatterns = [
    path("", applications.application_list, name="home"),
    path("setup/", setup.setup_steps, name="setup"),
    path("applications/new/", applications.create_application, name="create"),
    path("applications/<int:pk>/", applications.edit_application, name="edit"),
    path(
        "applications/<int:pk>/restore/",
        applications.restore_application,
        name="restore",
    ),
    path(
        "applications/<int:pk>/delete/", applications.delete_application, name="delete"
    ),
    path("applications/<int:pk>/test/", applications.send_test, name="send_test"),
    path(
        "applications/<int:pk>/last-webhook/",
        applications.last_webhook,
        name="last_webhook",
    ),
    path(
        "applications/take-over/", applications.take_over_application, name="take_over"
    ),
    path("numbers/", numbers.number_list, name="numbers"),
    path("numbers/fetch/", numbers.fetch_numbers, name="fetch_numbers"),
    path("numbers/<int:pk>/point/", numbers.point_number, name="point_number"),
    path("events/", events.event_list, name="events"),
    path("events/<int:pk>/", events.event_detail, name="event"),
    path("events/<int:pk>/replay/", events.replay_event, name="replay"),
]
