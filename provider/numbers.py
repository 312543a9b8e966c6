"""Telephone numbers and SIP addresses: read as people write them, kept, and printed.

One form is kept, E.164 (`+442079460958`, what Telnyx sends and dials), and one is
printed (`+44 20 7946 0958`, E.123). A SIP address and a short code are no telephone
numbers: they stay what they are. `country` is always a region of two letters, `GB`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers as library
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

COUNTRIES = frozenset(library.SUPPORTED_REGIONS)
E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
# Area code 555 of North America is nobody's: films, documents and the emulator use it.
FICTIONAL = re.compile(r"\+1555\d{7}", re.ASCII)
SCHEME = re.compile(r"^\s*(sips?|tel):", re.IGNORECASE)
# What stands between the digits of a number; the first plus is not among it.
BETWEEN = re.compile(r"[\s().\-/\u2010-\u2015\u2212]")
# "+44 (0)20": the zero that is dialled only inside of the country.
TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
SUBDOMAIN = re.compile(r"([a-z0-9-]+)\.sip\.telnyx\.com", re.IGNORECASE | re.ASCII)
EXAMPLE = "+1 555 010 0123"
POSSIBLE = library.ValidationResult.IS_POSSIBLE
WRONG_LENGTH = {
    library.ValidationResult.TOO_SHORT: "The number is too short: digits are missing.",
    library.ValidationResult.TOO_LONG: "The number is too long: it has digits to spare.",
    library.ValidationResult.INVALID_LENGTH: "No number there has so many digits.",
    library.ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "The area code is missing.",
}


class NotANumber(ValueError):
    """The text is no number that can be dialled; the message is a sentence for people."""


@dataclass(frozen=True)
class Sought:
    """What a typed piece of a number looks like inside of numbers as they are kept."""

    # The kept number begins with one of these, or holds one of those.
    beginnings: tuple[str, ...] = ()
    insides: tuple[str, ...] = ()


def read(text: str, country: str) -> str:
    """Return the number that somebody typed, as E.164.

    Without a plus or 00 it is read as it is dialled in `country`. Raises NotANumber.
    """
    written = _digits_as_ascii(SCHEME.sub("", text))
    if "@" in written or text.strip().lower().startswith("sip"):
        raise NotANumber("This is a SIP address; a telephone number is needed here.")
    if any(c.isalpha() for c in written):
        raise NotANumber("A number has no letters: write its digits only.")
    if not any(c.isdigit() for c in written):
        raise NotANumber(f"Write a number, such as {EXAMPLE}.")
    dialled = BETWEEN.sub("", written)
    if library.is_emergency_number(dialled, country):
        raise NotANumber(f"{dialled} is an emergency number: dial it on a telephone.")
    candidates = [_parsed(form, country) for form in _forms(written)]
    possible = [one for one in candidates if one and _length_of(one) == POSSIBLE]
    if not possible:
        raise NotANumber(_why_impossible(candidates[-1], written, country))
    for number in possible:
        if library.is_valid_number(number) or FICTIONAL.fullmatch(_e164(number)):
            return _e164(number)
    raise NotANumber(f"Nobody can have the number {readable(_e164(possible[0]))}.")


def _forms(written: str) -> list[str]:
    """Return the number as it was written, and with an international prefix of 00."""
    digits = written.lstrip()
    international = [f"+{digits[2:]}"] if digits.startswith("00") else []
    return [written, *international]


def _e164(number: PhoneNumber) -> str:
    return library.format_number(number, PhoneNumberFormat.E164)


def _parsed(written: str, country: str) -> PhoneNumber | None:
    try:
        return library.parse(written, country)
    except NumberParseException:
        return None


def _length_of(number: PhoneNumber) -> int:
    return library.is_possible_number_with_reason(number)


def _why_impossible(number: PhoneNumber | None, written: str, country: str) -> str:
    if number is None:
        return f"No country has this number: write it such as {EXAMPLE}."
    if library.is_valid_short_number_for_region(number, country):
        return f"A short code can only be dialled inside of its country, {country}."
    sentence = WRONG_LENGTH.get(_length_of(number), "No country has this number.")
    if written.lstrip().startswith("+"):
        return sentence
    return f"{sentence} A number of another country than {country} begins with +."


def kept(address: str) -> str:
    """Return a number that Telnyx sent as E.164, and anything else as it came.

    Only what names its country is changed: a national number could be anybody's.
    """
    if E164.fullmatch(address) or "@" in address:
        return address
    digits = BETWEEN.sub("", _digits_as_ascii(SCHEME.sub("", address)))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not E164.fullmatch(digits):
        return address
    number = _parsed(digits, "")
    return _e164(number) if number else digits


def matching(to: str, country: str) -> tuple[str, ...]:
    """Return the numbers that a called address can mean as E.164, the likeliest first.

    Reads `+1555…`, `1555…`, `001555…`, a national form, `tel:` and the user part of a
    SIP address; empty for an address without a number, such as `sip:desk@example.net`.
    """
    user = SCHEME.sub("", to.strip("<> ")).partition("@")[0].partition(";")[0]
    digits = BETWEEN.sub("", _digits_as_ascii(user))
    if not re.fullmatch(r"\+?\d+", digits, re.ASCII):
        return ()
    forms = [kept(digits), f"+{digits.lstrip('+')}"]
    national = _parsed(digits, country)
    if national is not None:
        forms.append(_e164(national))
    return tuple(dict.fromkeys(form for form in forms if E164.fullmatch(form)))


def spellings(address: str, country: str) -> tuple[str, ...]:
    """Return the forms in which networks send a number: to find all calls from it.

    With and without plus and 00, as it is dialled at home, and as it came; what is no
    number is only itself.
    """
    found = [address]
    for full in matching(address, country):
        bare = full[1:]
        found += [full, bare, f"00{bare}", f"011{bare}"]
        number = _parsed(full, "")
        if number and number.country_code == library.country_code_for_region(country):
            home = str(number.national_number)
            found += [home, f"0{home}"]
    return tuple(dict.fromkeys(found))


def subdomain(to: str) -> str:
    """Return `desk` of `sip:anything@desk.sip.telnyx.com`, empty for other addresses.

    An application may have such a subdomain (Telnyx: SIP subdomains).
    """
    host = to.strip("<> ").partition("@")[2].partition(";")[0].partition(":")[0]
    found = SUBDOMAIN.fullmatch(host)
    return found[1].lower() if found else ""


@lru_cache(maxsize=4096)
def readable(address: str) -> str:
    """Print a number as E.123 has it; a SIP address without `sip:`, all else as it is."""
    if not E164.fullmatch(address):
        return SCHEME.sub("", address)
    number = _parsed(address, "")
    if number is None or not library.is_possible_number(number):
        return address
    printed = library.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return " ".join(BETWEEN.sub(" ", printed).split())


def sought(text: str, country: str) -> Sought | None:
    """Return how to find a piece of a number; None for what is a name or SIP address."""
    written = TRUNK_ZERO.sub("", _digits_as_ascii(text)).strip()
    digits = BETWEEN.sub("", written)
    if not re.fullmatch(r"\+?\d+", digits, re.ASCII):
        return None
    typed, digits = digits, re.sub(r"^00", "+", digits)
    number = _parsed(digits, country)
    full = _e164(number) if number else ""
    code = str(number.country_code) if number else ""
    if digits.startswith("+"):
        bare = digits[1:]
        without_zero = f"+{code}{bare.removeprefix(code).lstrip('0')}" if code else ""
        # A piece from the middle of a number may begin with 00 as well.
        insides = () if typed == digits else (typed,)
        return Sought(_distinct(digits, bare, full, without_zero), insides)
    stripped = digits.lstrip("0")
    at_home = f"+{library.country_code_for_region(country)}{stripped}"
    is_long = len(stripped) >= 7
    return Sought(
        beginnings=_distinct(full, at_home if stripped and stripped != digits else ""),
        insides=_distinct(digits, stripped if is_long else ""),
    )


def _distinct(*pieces: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(piece for piece in pieces if piece.strip("+")))


def _digits_as_ascii(text: str) -> str:
    """Drop invisible characters; write every script's digits as 0 to 9."""
    return "".join(
        str(unicodedata.digit(c, c)) if c.isdigit() else c
        for c in unicodedata.normalize("NFKC", text)
        if unicodedata.category(c) not in ("Cc", "Cf") or c in "\t\n\r"
    )
