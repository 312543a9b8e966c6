from django.urls import path

from agents import views

app_name = "agents"
urlpatterns = [
    path("", views.agent_list, name="list"),
    path("me/state/", views.choose_own_state, name="own_state"),
    path("me/wrap-up/finish/", views.finish_wrap_up, name="finish_wrap_up"),
    path("me/wrap-up/extend/", views.extend_wrap_up, name="extend_wrap_up"),
    path("me/wrap-up/ask/", views.ask_for_wrap_up, name="ask_for_wrap_up"),
    path("many/", views.change_many, name="many"),
    path("<int:pk>/", views.agent_detail, name="detail"),
    path("<int:pk>/state/", views.choose_state, name="state"),
    path("<int:pk>/wrap-up/finish/", views.end_wrap_up, name="end_wrap_up"),
    path("<int:pk>/sign-out/", views.sign_out, name="sign_out"),
]
