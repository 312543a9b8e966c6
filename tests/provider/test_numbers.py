"""Telephone numbers: one form kept, one printed, every usual form read and found."""

import re
from contextlib import suppress

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provider import numbers

LONDON = "+442079460958"
# Zero in Latin, Arabic, Persian, Devanagari and full-width digits; 1 to 9 follow each.
ZEROS = "0\u0660\u06f0\u0966\uff10"
SEPARATORS = st.sampled_from(("", " ", "-", ".", "/", "\u00a0", "\u2011", "\u202f"))
KINDS = ("FIXED_LINE", "MOBILE")


def valid_numbers():
    """Draw a number that can exist, of any country and of either kind."""
    examples = (
        phonenumbers.example_number_for_type(
            country, getattr(phonenumbers.PhoneNumberType, kind)
        )
        for country in sorted(numbers.COUNTRIES)
        for kind in KINDS
    )
    return st.sampled_from([one for one in examples if one is not None])


def e164(number) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("020 7946 0958", "GB"),
        ("(020) 7946-0958", "GB"),
        ("020.7946.0958", "GB"),
        ("٠٢٠ ٧٩٤٦ ٠٩٥٨", "GB"),
        ("+44 20 7946 0958", "US"),
        ("+44 (0)20 7946 0958", "US"),
        ("+44 (0) 20 7946 0958", "DE"),
        ("0044 20 7946 0958", "GB"),
        ("0044 20 7946 0958", "US"),
        ("0044 20 7946 0958", "AU"),
        ("0011 44 20 7946 0958", "AU"),
        ("0044 20 7946 0958", "JP"),
        ("011 44 20 7946 0958", "US"),
        ("\uff0b44 20 7946 0958", "US"),
        ("\u202a+442079460958\u202c", "US"),
        ("tel:+44-20-7946-0958", "US"),
        (" +442079460958\n", "US"),
    ],
)
def test_every_usual_form_is_the_same_number(written, country):
    assert numbers.read(written, country) == LONDON


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "Write a number"),
        ("abc", "no letters"),
        ("<b>1</b>", "no letters"),
        ("+1 415 555 0132 ext 5", "no letters"),
        ("agent2@sip.example.net", "SIP address"),
        ("sip:+15550100100@sip.telnyx.com", "SIP address"),
        ("911", "emergency number"),
        ("112", "emergency number"),
        ("411", "short code"),
        ("555 0100", "area code is missing"),
        ("+1555", "too short"),
        ("12", "too short"),
        ("020 7946 0958", "too long"),
        ("+44 20 7946 095812345", "too long"),
        ("+999 123 456", "No country"),
        ("+1 123 456 7890", "Nobody can have"),
        ("1" * 400, "No country"),
    ],
)
def test_wrong_number_is_refused_with_its_reason(written, reason):
    with pytest.raises(numbers.NotANumber) as refusal:
        numbers.read(written, "US")
    assert reason in str(refusal.value)
    assert str(refusal.value).endswith(".")


@settings(deadline=None)
@given(valid_numbers(), st.data())
def test_number_is_read_however_it_is_separated_and_in_whatever_digits(number, data):
    zero = ord(data.draw(st.sampled_from(ZEROS)))
    prefix, *digits = e164(number)
    written = data.draw(st.sampled_from((prefix, "00")))
    for digit in digits:
        written += chr(zero + int(digit)) + data.draw(SEPARATORS)
    assert numbers.read(written, "FR") == e164(number)


@settings(deadline=None)
@given(valid_numbers())
def test_number_is_read_as_it_is_dialled_at_home(number):
    home = phonenumbers.region_code_for_number(number)
    national = phonenumbers.PhoneNumberFormat.NATIONAL
    assert numbers.read(phonenumbers.format_number(number, national), home) == (
        e164(number)
    )


@settings(deadline=None)
@given(valid_numbers())
def test_what_is_printed_is_read_as_the_same_number(number):
    printed = numbers.readable(e164(number))
    assert re.fullmatch(r"\+\d+( \d+)+", printed)
    assert numbers.read(printed, "US") == e164(number)


@settings(deadline=None)
@given(st.text(max_size=500), st.sampled_from(sorted(numbers.COUNTRIES)))
@example("+" * 300, "US")
def test_any_text_is_a_number_or_refused_and_never_breaks(text, country):
    with suppress(numbers.NotANumber):
        assert numbers.E164.fullmatch(numbers.read(text, country))
    assert isinstance(numbers.readable(text), str)
    assert isinstance(numbers.kept(text), str)
    numbers.sought(text, country)
    for form in numbers.matching(text, country):
        assert numbers.E164.fullmatch(form)


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("+15550100100", "+1 555 010 0100"),
        ("+14155550132", "+1 415 555 0132"),
        ("+442079460958", "+44 20 7946 0958"),
        ("+493010791900", "+49 30 10791900"),
        ("+390612345678", "+39 06 1234 5678"),
        ("sip:ana@sip.telnyx.com", "ana@sip.telnyx.com"),
        ("911", "911"),
        ("anonymous", "anonymous"),
        ("", ""),
    ],
)
def test_number_is_printed_by_its_country(address, printed):
    assert numbers.readable(address) == printed


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("+442079460958", LONDON),
        ("+44 20 7946 0958", LONDON),
        ("00442079460958", LONDON),
        ("tel:+44-20-7946-0958", LONDON),
        ("+44 (0)20 7946 0958", LONDON),
        # Whose these are depends on where they were dialled.
        ("02079460958", "02079460958"),
        ("911", "911"),
        ("anonymous", "anonymous"),
        ("sip:+442079460958@carrier.example", "sip:+442079460958@carrier.example"),
    ],
)
def test_number_is_kept_as_e164_when_it_names_its_country(sent, kept):
    assert numbers.kept(sent) == kept


@settings(deadline=None)
@given(valid_numbers(), st.data())
def test_called_number_is_recognised_in_every_form_that_it_comes_in(number, data):
    kept = e164(number)
    form = data.draw(
        st.sampled_from(
            (
                kept,
                kept[1:],
                f"00{kept[1:]}",
                f"tel:{kept}",
                f"sip:{kept}@desk.sip.telnyx.com",
                f"sip:{kept[1:]}@192.0.2.7:5060;transport=tls",
                f"<sip:{kept};phone-context=x@sip.telnyx.com>",
                numbers.readable(kept),
            )
        )
    )
    assert kept in numbers.matching(form, "US")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sip:anything@desk.sip.telnyx.com", "desk"),
        ("anything@Desk.SIP.Telnyx.com:5061", "desk"),
        ("sip:+15550100100@desk.sip.telnyx.com;transport=tls", "desk"),
        ("sip:ana@sip.telnyx.com", ""),
        ("sip:ana@desk.sip.telnyx.com.example.net", ""),
        ("+15550100100", ""),
        ("", ""),
    ],
)
def test_subdomain_of_a_sip_address_is_read(address, name):
    assert numbers.subdomain(address) == name


def is_found(typed: str, kept: str, country: str) -> bool:
    wanted = numbers.sought(typed, country)
    assert wanted is not None
    return kept.startswith(wanted.beginnings) or any(
        piece in kept for piece in wanted.insides
    )


@settings(deadline=None)
@given(valid_numbers(), st.data())
def test_number_is_found_by_any_form_and_by_its_beginning_or_end(number, data):
    home = phonenumbers.region_code_for_number(number)
    kept = e164(number)
    national = phonenumbers.format_number(
        number, phonenumbers.PhoneNumberFormat.NATIONAL
    )
    for typed in (kept, numbers.readable(kept), f"00{kept[1:]}", kept[1:], national):
        assert is_found(typed, kept, home), typed
    length = data.draw(st.integers(min_value=2, max_value=len(kept)))
    assert is_found(kept[:length], kept, home)
    assert is_found(kept[1 - length :], kept, home)


@pytest.mark.parametrize(
    "typed", ["020 7946", "(020) 79", "0044 20", "+44 (0)20 79", "7946", "0958"]
)
def test_piece_of_a_number_finds_it(typed):
    assert is_found(typed, LONDON, "GB")


@pytest.mark.parametrize(
    "typed", ["sip:agent2@sip.example.net", "agent2", "Ana 2", "", "+", "()"]
)
def test_name_or_sip_address_is_not_looked_for_by_its_digits(typed):
    assert numbers.sought(typed, "GB") is None
