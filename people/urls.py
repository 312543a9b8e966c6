from allauth.account import views as sign_in_views
from django.urls import URLPattern, URLResolver, include, path

from people.views import (
    hours,
    importing,
    keys,
    links,
    people,
    presence,
    reasons,
    roles,
    single_sign_on,
    skills,
    teams,
)

app_name = "people"
urlpatterns = [
    path("people/", people.person_list, name="list"),
    path("people/new/", people.add_person, name="add"),
    path("people/import/", importing.import_people, name="import"),
    path("people/<int:pk>/", people.edit_person, name="edit"),
    path("people/<int:pk>/switch-off/", people.switch_off, name="switch_off"),
    path("people/<int:pk>/switch-on/", people.switch_on, name="switch_on"),
    path("people/<int:pk>/link/", links.make_link, name="make_link"),
    path(
        "people/<int:pk>/forget-factors/", people.forget_factors, name="forget_factors"
    ),
    path("teams/", teams.team_list, name="teams"),
    path("teams/new/", teams.add_team, name="add_team"),
    path("teams/<int:pk>/", teams.edit_team, name="team"),
    path("teams/<int:pk>/delete/", teams.delete_team, name="delete_team"),
    path("roles/", roles.role_list, name="roles"),
    path("roles/new/", roles.add_role, name="add_role"),
    path("roles/<int:pk>/", roles.edit_role, name="role"),
    path("roles/<int:pk>/delete/", roles.delete_role, name="delete_role"),
    path("reasons/", reasons.reason_list, name="reasons"),
    path("reasons/new/", reasons.add_reason, name="add_reason"),
    path("reasons/<int:pk>/", reasons.edit_reason, name="reason"),
    path("reasons/<int:pk>/delete/", reasons.delete_reason, name="delete_reason"),
    path("presence/", presence.edit_presence, name="presence"),
    path("hours/", hours.hours_list, name="hours"),
    path("hours/new/", hours.add_hours, name="add_hours"),
    path("hours/site/", hours.edit_site, name="site"),
    path("hours/<int:pk>/", hours.edit_hours, name="edit_hours"),
    path("hours/<int:pk>/delete/", hours.delete_hours, name="delete_hours"),
    path("skills/", skills.skill_list, name="skills"),
    path("skills/new/", skills.add_skill, name="add_skill"),
    path("skills/<int:pk>/", skills.edit_skill, name="skill"),
    path("skills/<int:pk>/delete/", skills.delete_skill, name="delete_skill"),
]

# The pages of django-allauth that the product has, under the names it knows them by.
sign_in: list[URLPattern | URLResolver] = [
    path("login/", sign_in_views.login, name="account_login"),
    path("inactive/", sign_in_views.account_inactive, name="account_inactive"),
    path(
        "reauthenticate/", sign_in_views.reauthenticate, name="account_reauthenticate"
    ),
    path(
        "password/change/",
        sign_in_views.password_change,
        name="account_change_password",
    ),
    path("password/set/", sign_in_views.password_set, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path(
        "oidc/<str:provider_id>/login/",
        single_sign_on.begin,
        name="openid_connect_login",
    ),
    path(
        "oidc/<str:provider_id>/login/callback/",
        single_sign_on.come_back,
        name="openid_connect_callback",
    ),
]
# What everybody does with their own account, below /accounts/.
own = [
    path("keys/", keys.edit_keys, name="keys"),
    path("forgotten/", links.forgotten, name="forgotten"),
    path("password/<str:secret>/", links.choose_password, name="choose_password"),
]
