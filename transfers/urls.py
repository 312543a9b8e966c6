from django.urls import path

from transfers import views

app_name = "transfers"
urlpatterns = [
    path("agents/<int:pk>/", views.to_agent, name="to-agent"),
    path("queues/<int:pk>/", views.to_queue, name="to-queue"),
    path("back/", views.back, name="back"),
    path("number/", views.to_number, name="to-number"),
    path("<int:pk>/swap/", views.swap, name="swap"),
    path("<int:pk>/merge/", views.merge, name="merge"),
    path("<int:pk>/complete/", views.complete, name="complete"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]
