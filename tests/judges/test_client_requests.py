"""Whatever the product's client can say, Telnyx's own descriptions know."""

import pytest

from tests.judges.client_requests import method_names, requests_of
from tests.judges.departures import CLIENT
from tests.judges.judge import SdkJudge, idle, without
from tests.judges.openapi import openapi_judges

JUDGES = (SdkJudge(), *openapi_judges())


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.name)
@pytest.mark.parametrize("method", method_names())
def test_every_request_is_known(method, judge):
    requests = requests_of(method)
    expected = CLIENT[judge.name].get(method, ())

    faults = [fault for one in requests for fault in judge.request_faults(one)]

    assert requests
    assert without(faults, expected) == []
    assert idle(faults, expected) == []
