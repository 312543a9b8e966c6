from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report, name="report"),
    path("report.csv", views.report_file, name="file"),
    path("calls.csv", views.calls_file, name="calls_file"),
]
