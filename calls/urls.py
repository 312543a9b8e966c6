from django.urls import path

from calls import views

app_name = "calls"
urlpatterns = [
    path("", views.call_list, name="list"),
    path("<int:pk>/", views.call_detail, name="detail"),
    path("<int:pk>/hangup/", views.hang_up, name="hangup"),
    path("<int:pk>/keypad/", views.keypad, name="keypad"),
]
