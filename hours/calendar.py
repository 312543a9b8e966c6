"""Public holidays by country and region: the calendar of the library `holidays`."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

import holidays
from holidays.registry import COUNTRIES


@cache
def countries() -> Mapping[str, str]:
    """Return the countries that are known: two letters to a name, by name."""
    named = {codes[1]: _spaced(codes[0]) for codes in COUNTRIES.values()}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def _spaced(name: str) -> str:
    """Return the name of a class as words: UnitedStates is United States."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


@cache
def regions(country: str) -> tuple[str, ...]:
    """Return the codes of the regions of a country that have holidays of their own."""
    if country not in countries():
        return ()
    return tuple(holidays.country_holidays(country).subdivisions)


@cache
def _of_year(country: str, region: str, year: int) -> Mapping[date, str]:
    found = holidays.country_holidays(country, subdiv=region or None, years=year)
    return dict(found.items())


def holidays_between(
    country: str, region: str, first: date, last: date
) -> dict[date, str]:
    """Return the holidays from one day to another; none for a place nobody knows."""
    if country not in countries():
        return {}
    known = region if region in regions(country) else ""
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _of_year(country, known, year).items()
        if first <= day <= last
    }
