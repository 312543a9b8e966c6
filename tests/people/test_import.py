"""A file of people: each row's fate is shown before anything is done."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Team
from accounts.roles import Role
from people.rows import EXAMPLE, Unreadable, read
from queues.models import Membership
from tests.factories import role_of
from tests.people.pages import errors, text

IMPORT = "/settings/people/import/"
HEAD = "name,email,role,phone,teams,queues"


def preview(admin, *lines, head=HEAD):
    return admin.post(IMPORT, {"rows": "\n".join([head, *lines])})


def troubles(answer):
    assert answer.status_code == 200, errors(answer)
    return [fate.trouble for fate in answer.context["fates"]]


@pytest.fixture(autouse=True)
def _places(db, billing, support):
    Team.objects.create(name="Nights")


def test_preview_does_nothing_and_the_second_press_does_it(admin):
    before = User.objects.count()
    page = admin.post(IMPORT, {"file": SimpleUploadedFile("a.csv", EXAMPLE.encode())})
    assert "1 of 1 are added; nothing is done yet" in text(page)
    assert User.objects.count() == before
    rows = page.context["form"].cleaned_data["rows"]
    answer = admin.post(IMPORT, {"rows": rows, "confirmed": "yes"}, follow=True)
    assert "1 of 1 were added." in text(answer)
    lena = User.objects.get(email="lena@example.org")
    assert role_of(lena) is Role.AGENT
    assert lena.phone.address == "+14155550132"
    assert [team.name for team in lena.teams.all()] == ["Nights"]
    places = Membership.objects.filter(agent=lena.agent)
    assert dict(places.values_list("queue__name", "place")) == {
        "Billing": 1,
        "Support": 2,
    }


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Lena,lena@example.org,boss,,,", "Role: Choose one of the list."),
        ("Lena,lena,agent,,,", "E-mail: Write an address such as ana@example.org."),
        (",lena@example.org,agent,,,", "Name: This must not stay empty."),
        ("Lena,lena@example.org,agent,garbage,,", "Phone: Write a number, such as"),
        ("Lena,lena@example.org,agent,,Days,", "There is no team Days."),
        ("Lena,lena@example.org,agent,,,Billing|Sales", "There is no queue Sales."),
        ("ANA RUIZ,lena@example.org,agent,,,", "Name: Ana Ruiz exists already"),
        ("Lena,ana,agent,,,", "E-mail: Write an address"),
        ("Lena,lena@example.org,admin,,,Billing", "Role: This role takes no calls"),
    ],
)
def test_row_that_is_left_out_says_why(admin, ana, line, sentence):
    [trouble] = troubles(preview(admin, line))
    assert trouble.startswith(sentence)


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        ("Mia,LENA@example.org,agent,,,", "e-mail"),
        ("léna,mia@example.org,agent,,,", "name"),
        ("Mia,mia@example.org,agent,lena@sip.telnyx.com,,", "phone"),
    ],
)
def test_rows_are_held_to_the_rows_before_them(admin, second, kind):
    first = "Lena,lena@example.org,agent,sip:lena@sip.telnyx.com,,"
    found = troubles(preview(admin, first, second))
    assert found == ["", f"A row before it has the same {kind}."]


def test_good_rows_are_added_beside_bad_ones(admin):
    rows = f"{HEAD}\nLena,lena@example.org,agent,,,\nMia,mia,agent,,,"
    answer = admin.post(IMPORT, {"rows": rows, "confirmed": "yes"}, follow=True)
    assert "1 of 2 were added." in text(answer)


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_columns_in_any_order_and_with_any_separator(between):
    written = "\ufeffE-mail,ROLE,Name\nlena@example.org,agent,Lena\n\n"
    [row] = read(written.replace(",", between))
    assert (row.number, row.said["email"], row.said["name"]) == (
        2,
        "lena@example.org",
        "Lena",
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "names no column name, email, role"),
        ("name,email\n", "names no column role"),
        ("name,email,role,colour\nx", "There is no column colour"),
        ("name,email,role\n", "there is nobody"),
        ("name,email,role\n" + "a,b,c\n" * 201, "At most 200"),
    ],
)
def test_what_is_no_list_of_people(written, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read(written)


def test_file_that_is_no_text_is_refused_at_its_field(admin):
    file = SimpleUploadedFile("a.csv", b"\xff\xfe\x00\x01")
    assert errors(admin.post(IMPORT, {"file": file}))["file"] == [
        "Save the file as CSV in UTF-8."
    ]
    assert "Choose a file" in errors(admin.post(IMPORT, {"x": ""}))["file"][0]
