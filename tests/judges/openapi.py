"""Telnyx's OpenAPI document as a second judge, for whoever has a copy of it.

The file is named by TELNYX_OPENAPI, or lies beside the checkout. Beside what JSON Schema says, a field that no schema
of an object declares is reported, since almost no schema there forbids it.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.judges.judge import Exchange
from tests.support.processes import ROOT

VARIABLE = "TELNYX_OPENAPI"
BESIDE = ROOT.parent / "shared" / "telnyx" / "openapi.json"
DOCUMENT = "urn:openapi"
Schema = Mapping[str, Any]


class OpenApiJudge:
    """Holds everything against the schemas of one OpenAPI 3.1 document."""

    name = "openapi"

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self.registry = Registry().with_resource(DOCUMENT, resource)

    def request_faults(self, exchange: Exchange) -> list[str]:
        operation = self.operation(exchange)
        if operation is None:
            return [f"the document has no {exchange.verb} {exchange.path}"]
        lines = self.query_faults(operation, exchange.query)
        schema = content_of(self.resolved(operation.get("requestBody", {})))
        if schema is not None:
            lines += self.faults(schema, json.loads(exchange.body or b"{}"))
        return lines

    def answer_faults(self, exchange: Exchange) -> list[str]:
        operation = self.operation(exchange)
        if operation is None:
            return [f"the document has no {exchange.verb} {exchange.path}"]
        answers = operation["responses"]
        if str(exchange.status) not in answers and exchange.status < 400:
            return [f"status {exchange.status} is not among {', '.join(answers)}"]
        answer = answers.get(str(exchange.status)) or answers.get("default")
        schema = content_of(self.resolved(answer)) if answer else None
        if schema is None:
            return []
        return self.faults(schema, json.loads(exchange.answer))

    def webhook_faults(self, event_type: str, body: bytes) -> list[str]:
        schema = self.webhook_schemas.get(event_type)
        if schema is None:
            return [f"the document has no webhook {event_type}"]
        return self.faults(schema, json.loads(body))

    def operation(self, exchange: Exchange) -> Any:
        paths = sorted(self.document["paths"], key=lambda path: path.count("{"))
        for path in paths:
            pattern = re.sub(r"\{[^}]+\}", "[^/]+", path)
            if re.fullmatch(pattern, exchange.path):
                found = self.document["paths"][path].get(exchange.verb.lower())
                if found is not None:
                    return found
        return None

    def query_faults(self, operation: Schema, query: str) -> list[str]:
        known = [self.resolved(one) for one in operation.get("parameters", [])]
        names = {one["name"].split("[")[0] for one in known if one["in"] == "query"}
        asked = {name.split("[")[0] for name, _ in parse_qsl(query)}
        return [f"{name}: no such query parameter" for name in sorted(asked - names)]

    def faults(self, schema: Schema, value: Any) -> list[str]:
        validator = jsonschema.Draft202012Validator(schema, registry=self.registry)
        lines = [
            f"{'.'.join(map(str, fault.absolute_path))}: {fault.message:.200}"
            for fault in validator.iter_errors(value)
        ]
        return lines + [
            f"{path}: not in the document" for path in self.undeclared(schema, value)
        ]

    def undeclared(self, schema: Schema, value: Any, path: str = "") -> Iterator[str]:
        if isinstance(value, list):
            for alternative in self.alternatives(schema):
                if "items" in alternative:
                    for item in value:
                        yield from self.undeclared(
                            alternative["items"], item, f"{path}[]"
                        )
        elif isinstance(value, dict):
            declared = self.declared(schema)
            for name, inner in value.items() if declared is not None else ():
                where = f"{path}.{name}".lstrip(".")
                if name in (declared or {}):
                    merged = {"anyOf": (declared or {})[name]}
                    yield from self.undeclared(merged, inner, where)
                else:
                    yield where

    def declared(self, schema: Schema) -> dict[str, list[Schema]] | None:
        """Every property that any part of the schema names; None for a free object."""
        names: dict[str, list[Schema]] = {}
        for alternative in self.alternatives(schema):
            if alternative.get("additionalProperties"):
                return None
            for name, inner in alternative.get("properties", {}).items():
                names.setdefault(name, []).append(inner)
        return names or None

    def alternatives(self, schema: Schema) -> Iterator[Schema]:
        schema = self.resolved(schema)
        yield schema
        for word in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(word, []):
                yield from self.alternatives(part)

    def resolved(self, part: Schema) -> Schema:
        while "$ref" in part:
            part = self.registry.resolver(DOCUMENT).lookup(part["$ref"]).contents
        return part

    @cached_property
    def webhook_schemas(self) -> dict[str, Schema]:
        found: dict[str, Schema] = {}
        for webhook in self.document.get("webhooks", {}).values():
            schema = content_of(self.resolved(webhook["post"]["requestBody"]))
            for event_type in self.event_types(schema or {}):
                found[event_type] = schema or {}
        return found

    def event_types(self, schema: Schema) -> Iterator[str]:
        for alternative in self.alternatives(schema):
            properties = alternative.get("properties", {})
            if "event_type" in properties:
                yield from self.resolved(properties["event_type"]).get("enum", [])
            elif "data" in properties:
                yield from self.event_types(properties["data"])


def content_of(part: Schema) -> Any:
    """The JSON schema of a request body or response that may also have none.

    Its references start at the document's root, so they are told where that is.
    """
    content = part.get("content", {}).get("application/json")
    return absolute(content["schema"]) if content else None


def absolute(schema: Any) -> Any:
    if isinstance(schema, list):
        return [absolute(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: f"{DOCUMENT}{value}"
        if key == "$ref" and isinstance(value, str) and value.startswith("#")
        else absolute(value)
        for key, value in schema.items()
    }


@cache
def openapi_judges() -> tuple[OpenApiJudge, ...]:
    """The judge of the document, where there is one; see `document`."""
    found = document()
    return (OpenApiJudge(json.loads(found.read_text())),) if found else ()


def document() -> Path | None:
    """Return the file that TELNYX_OPENAPI names, else the one beside the checkout."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return BESIDE if BESIDE.exists() else None
