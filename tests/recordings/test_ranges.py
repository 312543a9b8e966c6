import pytest

from recordings.ranges import NotSatisfiable, Span, span_of


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, 99),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=90-500", 90, 99),
        ("bytes=-10", 90, 99),
        ("bytes=-500", 0, 99),
        ("bytes = 5 - 6", 5, 6),
    ],
)
def test_span_of_one_range(header, first, last):
    assert span_of(header, 100) == Span(first, last, 100)


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6", "bytes=9-3"],
)
def test_span_of_anything_else_is_the_whole_file(header):
    assert span_of(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_span_of_what_lies_outside_is_not_satisfiable(header):
    with pytest.raises(NotSatisfiable):
        span_of(header, 100)


def test_span_says_its_length_and_place():
    span = Span(10, 19, 100)
    assert (span.length, span.content_range) == (10, "bytes 10-19/100")
