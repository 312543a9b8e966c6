"""Plain functions that make one row each; every argument has a default that works."""

from django.contrib.auth.models import Group, User

from contactcenter.roles import Role

PASSWORD = "correct horse battery staple"


def make_user(username: str, role: Role | None) -> User:
    user = User.objects.create_user(
        username=username, password=PASSWORD, first_name=username.title()
    )
    if role is not None:
        group, _ = Group.objects.get_or_create(name=role.value)
        user.groups.add(group)
    return user
