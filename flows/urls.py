from django.urls import path

from flows import views

app_name = "flows"
urlpatterns = [
    path("", views.flow_list, name="list"),
    path("new/", views.add_flow, name="add"),
    path("<int:pk>/", views.edit_flow, name="edit"),
    path("<int:pk>/delete/", views.delete_flow, name="delete"),
]
