"""Whatever is sent to the API, the answer is one that its description names."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import Program

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=WSGIHandler())
DESCRIPTION = SCHEMA.raw_schema
OPERATIONS = {
    operation.label: operation
    for found in SCHEMA.get_all_operations()
    if (operation := getattr(found, "ok", lambda: None)())
}


def test_every_operation_is_described():
    assert len(OPERATIONS) == 16
    for methods in DESCRIPTION["paths"].values():
        for operation in methods.values():
            assert {"401", "403", "404", "422", "429"} <= operation["responses"].keys()
            assert operation["security"] == [{"ByKey": []}]


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_input_breaks_it(label, floor, cast, monkeypatch):
    monkeypatch.setattr("api.door.REQUESTS_PER_MINUTE", 10**6)
    floor.wait_in_line()
    program = Program(cast.adam)

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy())
    def attacked(case):
        case.call_and_validate(headers=program.headers(), checks=CHECKS)

    attacked()
