import pytest
from django.contrib.auth.models import User

from accounts.models import Team
from tests.people.pages import errors, text

TEAMS = "/settings/teams/"


@pytest.fixture
def nights(cast):
    team = Team.objects.create(name="Nights")
    team.members.add(cast.ana)
    return team


def test_team_is_made_with_its_members(admin, cast):
    answer = admin.post(
        f"{TEAMS}new/", {"name": "Nights", "members": [cast.ana.pk, cast.ben.pk]}
    )
    assert answer["Location"] == TEAMS
    assert set(Team.objects.get().members.all()) == {cast.ana, cast.ben}
    assert "Ana, Ben" in text(admin.get(TEAMS))


def test_somebody_may_be_in_several(admin, cast, nights):
    admin.post(f"{TEAMS}new/", {"name": "Days", "members": [cast.ana.pk]})
    assert cast.ana.teams.count() == 2


@pytest.mark.parametrize("name", ["NIGHTS", " nights ", "Níghts"])
def test_name_is_given_once_however_it_is_written(admin, nights, name):
    found = errors(admin.post(f"{TEAMS}new/", {"name": name}))
    assert found["name"] == [
        "Nights exists already; case, width and accents make no difference."
    ]


def test_who_was_switched_off_stays_and_is_added_nowhere(admin, cast, nights):
    User.objects.filter(pk__in=[cast.ana.pk, cast.ben.pk]).update(is_active=False)
    given = {"name": "Nights", "members": [cast.ana.pk]}
    assert admin.post(f"{TEAMS}{nights.pk}/", given).status_code == 302
    assert list(nights.members.all()) == [cast.ana]
    given["members"].append(cast.ben.pk)
    assert "members" in errors(admin.post(f"{TEAMS}{nights.pk}/", given))


def test_deleted_team_leaves_its_members(admin, cast, nights):
    answer = admin.post(f"{TEAMS}{nights.pk}/delete/", follow=True)
    assert "The team Nights was deleted." in text(answer)
    assert not Team.objects.exists()
    assert User.objects.filter(pk=cast.ana.pk).exists()
