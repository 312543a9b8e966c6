from django.urls import path

from outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("calls/<int:pk>/notes/", views.write_notes, name="notes"),
    path("calls/<int:pk>/choose/", views.choose_outcome, name="choose"),
    path("queues/<int:pk>/", views.outcome_list, name="list"),
    path("queues/<int:pk>/new/", views.add_outcome, name="add"),
    path("<int:pk>/", views.edit_outcome, name="edit"),
    path("<int:pk>/delete/", views.delete_outcome, name="delete"),
]
