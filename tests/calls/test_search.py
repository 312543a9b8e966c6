"""A caller is found by any form of their number, and by any spelling of their name."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.models import Call
from calls.search import calls_with
from provider import numbers
from tests.queues import history
from tests.support.databases import default_database_at
from tests.support.fixtures import postgres_url as postgres_url

LONDON, DESK = "+442079460958", "+15550100100"
SIP = "sip:agent2079@sip.example.net"


def make_call(caller: str, name: str = "", to: str = DESK) -> Call:
    return Call.objects.create(
        call_session_id=f"{caller} {name}",
        connection_id="1",
        from_number=caller,
        to_number=to,
        caller_name=name,
        started_at=history.START,
    )


def found(typed: str) -> list[str]:
    rows = Call.objects.filter(calls_with(typed)).order_by("pk")
    return [row.caller_name or row.from_number for row in rows]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def calls(request, transactional_db):
    """Three callers, on each of the two databases."""
    if request.param == "sqlite":
        yield make_calls()
        return
    with default_database_at(request.getfixturevalue("postgres_url")):
        yield make_calls()


def make_calls() -> None:
    make_call(LONDON, "Ren\u00e9 Stra\u00dfer")
    make_call(SIP)
    make_call("+4930123456", "\u0645\u062d\u0645\u062f \u0639\u0644\u064a")


@pytest.mark.parametrize(
    "typed",
    ["020 7946 0958", "+44 (0)20 7946", "0044 20 7946 0958", "7946.0958", "0958"],
)
def test_number_is_found_in_any_form_and_no_sip_address_with_its_digits(
    calls, typed, settings
):
    settings.PHONE_COUNTRY = "GB"
    assert found(typed) == ["Ren\u00e9 Stra\u00dfer"]
    assert found("2079") == ["Ren\u00e9 Stra\u00dfer"]


@pytest.mark.parametrize(
    "typed", [SIP, "agent2079@sip.example.net", "AGENT2079", "@sip"]
)
def test_sip_address_is_found_by_what_it_says(calls, typed):
    assert found(typed) == [SIP]


@pytest.mark.parametrize(
    "typed",
    ["rene", "REN\u00c9", "strasser", "\uff52\uff45\uff4e", "Rene\u0301 Str"],
)
def test_name_is_found_without_regard_to_case_width_and_accents(calls, typed):
    assert found(typed) == ["Ren\u00e9 Stra\u00dfer"]


def test_name_of_any_script_is_found_and_number_called_too(calls):
    assert found("\u0639\u0644\u064a") == [
        "\u0645\u062d\u0645\u062f \u0639\u0644\u064a"
    ]
    assert len(found("555 010 0100")) == 3
    assert found("nobody") == []


@settings(max_examples=40, deadline=None)
@given(country=st.sampled_from(sorted(numbers.COUNTRIES)), typed=st.text(max_size=200))
@pytest.mark.django_db
def test_any_country_and_any_text_can_be_searched(country, typed):
    example = phonenumbers.example_number(country)
    kept = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    made = make_call(kept)
    assert kept in found(numbers.readable(kept))
    list(Call.objects.filter(calls_with(typed.replace("\0", ""))))
    made.delete()
