from django.urls import path

from privacy.views import caller, holds, record, retention

app_name = "privacy"
urlpatterns = [
    path("audit/", record.record_page, name="record"),
    path("audit/file/", record.record_file, name="record_file"),
    path("caller/", caller.find, name="caller"),
    path("caller/file/", caller.export, name="export_caller"),
    path("caller/erase/", caller.erase, name="erase_caller"),
    path("retention/", retention.retention, name="retention"),
    path("retention/start/", retention.start, name="start_deleting"),
    path("retention/progress/", retention.progress, name="progress"),
    path("calls/<int:pk>/hold/", holds.place, name="place_hold"),
    path("calls/<int:pk>/lift-hold/", holds.lift, name="lift_hold"),
]
