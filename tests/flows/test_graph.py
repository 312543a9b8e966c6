"""A flow is data: what follows what, what is wrong with it, and how it is drawn."""

from hypothesis import given
from hypothesis import strategies as st

from flows.graph import START, Stop, following, reached, troubles, walk
from flows.picture import HEIGHT, WIDTH, draw
from flows.states import Kind

FLOW = {
    START: {"kind": "hours", "schedule": 1, "open": "menu", "closed": "closed"},
    "closed": {"kind": "words", "text": "Closed."},
    "menu": {
        "kind": "menu",
        "text": "Press 1.",
        "choices": {"1": "digit-1", "0": "person"},
        "otherwise": "person",
    },
    "digit-1": {"kind": "number", "number": "+15550100"},
    "person": {"kind": "queue", "queue": 1},
}


def way(digits, is_open=True):
    return list(walk(FLOW, digits, is_open=lambda node: is_open))


def test_what_is_pressed_decides_where_a_caller_comes_to():
    assert following(FLOW["menu"], "chosen", "1") == "digit-1"
    assert following(FLOW["menu"], "nothing") == "person"
    assert following(FLOW["person"], "queued") == ""
    assert way("1") == [
        Stop(START, "hours", "open"),
        Stop("menu", "menu", "1"),
        Stop("digit-1", "number"),
    ]
    assert way("7")[-1] == way("")[-1] == Stop("person", "queue")
    assert way("", is_open=False)[-1] == Stop("closed", "words")


def test_what_is_wrong_with_a_flow_is_said():
    assert troubles(FLOW) == []
    assert troubles({}) == ["It has no beginning."]
    gone = {name: node for name, node in FLOW.items() if name != "digit-1"}
    assert troubles(gone) == ["menu leads to digit-1, which is not there."]
    words = {**FLOW, "menu": {**FLOW["menu"], "otherwise": "closed"}}
    assert troubles(words) == ["Whoever presses nothing has to come to a person."]
    circle = {**FLOW["menu"], "choices": {"1": START}}
    assert "It leads round in a circle." in troubles({**FLOW, "menu": circle})


nodes = st.sampled_from(["a", "b", "c", "d"])
flows = st.fixed_dictionaries(
    {
        START: st.builds(
            lambda one, other: {"kind": "hours", "open": one, "closed": other},
            nodes,
            nodes,
        ),
        **dict.fromkeys(
            "abcd",
            st.one_of(
                st.just({"kind": "queue", "queue": 1}),
                st.just({"kind": "words", "text": "Bye."}),
                st.builds(
                    lambda choices, last: {
                        "kind": "menu",
                        "choices": choices,
                        "otherwise": last,
                    },
                    st.dictionaries(st.sampled_from("123"), nodes),
                    nodes,
                ),
            ),
        ),
    }
)


@given(flows, st.text("0123456789", max_size=6), st.booleans())
def test_a_flow_without_trouble_ends_for_everybody(flow, digits, is_open):
    if troubles(flow):
        return
    stops = list(walk(flow, digits, is_open=lambda node: is_open))
    assert len(stops) <= len(flow)
    assert stops[-1].kind in (Kind.QUEUE, Kind.WORDS)
    assert {stop.name for stop in stops} <= set(reached(flow))


@given(flows)
def test_no_box_lies_on_another(flow):
    picture = draw(flow, lambda node: ("A title", "and more"))
    places = [(box.x, box.y) for box in picture.boxes]
    assert len(set(places)) == len(places) == len(reached(flow))
    for box in picture.boxes:
        assert box.x + WIDTH <= picture.width
        assert box.y + HEIGHT <= picture.height
