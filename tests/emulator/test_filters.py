"""Lists are filtered as described; a filter without data to apply changes nothing."""

import pytest

from tests.emulator.stage import ANA, CARL, NUMBER

UUID = "8d7e0f6a-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("filter[application_name][contains]=center", True),
        ("filter[application_name][contains]=shop", False),
        (f"filter[from]={CARL[1:]}", False),
        (f"filter[to]={ANA}", True),
        (f"filter[leg_id]={UUID}", False),
        (f"filter[application_session_id]={UUID}", False),
        ("filter[product]=fax", False),
        ("filter[product]=call_control", True),
        ("filter[failed]=false", True),
        ("filter[type]=webhook", True),
        ("filter[occurred_at][gte]=2030-01-01T00:00:00Z", True),
    ],
)
def test_conferences_are_filtered(stage, query, is_found):
    room, _, _ = stage.conference()
    found = [one["id"] for one in stage.get(f"/conferences?{query}")]
    assert found == ([room] if is_found else [])


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("filter[name]=Shop", ["Shop"]),
        ("filter[application_name][contains]=sho", ["Shop"]),
        ("filter[outbound.outbound_voice_profile_id]=7", ["Shop"]),
        ("filter[connection_id]=1", []),
        ("filter[product]=texml", []),
        ("filter[status]=init", ["Contact center", "Shop"]),
    ],
)
def test_applications_are_filtered(stage, query, names):
    stage.make_app(application_name="Shop", outbound={"outbound_voice_profile_id": "7"})
    found = stage.get(f"/call_control_applications?sort=connection_name&{query}")
    assert [one["application_name"] for one in found] == names


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("filter[voice.connection_name][eq]=Contact center", 1),
        ("filter[voice.connection_name][eq]=Contact", 0),
        ("filter[voice.connection_name][starts_with]=Contact", 1),
        ("filter[voice.connection_name][ends_with]=center", 1),
        ("filter[voice.connection_name][contains]=act", 1),
        ("filter[voice.usage_payment_method]=channel", 0),
        ("filter[voice.usage_payment_method]=pay-per-minute", 10),
        ("filter[without_tags]=true", 10),
        ("filter[billing_group_id]=x", 0),
        ("filter[customer_reference]=x", 0),
        ("filter[source]=ported", 10),
        ("filter[status]=active", 10),
        ("filter[status]=deleted", 0),
    ],
)
def test_numbers_are_filtered(stage, query, count):
    assert len(stage.get(f"/phone_numbers?{query}")) == count


def test_voice_settings_are_filtered(stage):
    path = "/phone_numbers/voice"
    (found,) = stage.get(f"{path}?filter[connection_name][contains]=center")
    assert found["phone_number"] == NUMBER
    assert stage.get(f"{path}?filter[voice.usage_payment_method]=channel") == []


def test_unknown_state_of_a_number_is_refused(stage):
    refused = stage.refused("GET", "/phone_numbers?filter[status]=lost")
    assert refused == (422, "10032")
