"""What the official SDK knows of the API: every operation, with its own types.

Read out of the SDK's source, so that nothing here is a second opinion of ours: the verb
and path of each method, the keys that it puts into body and query, the parameter types
behind them, and the type of the answer.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, get_args, get_type_hints

from telnyx._resource import SyncAPIResource

VERBS = {
    "_get": "GET",
    "_get_api_list": "GET",
    "_post": "POST",
    "_put": "PUT",
    "_patch": "PATCH",
    "_delete": "DELETE",
}
RESOURCES = (
    "calls",
    "conferences",
    "queues",
    "recordings",
    "call_control_applications",
    "connections",
    "credential_connections",
    "telephony_credentials",
    "phone_numbers",
)


@dataclass(frozen=True)
class Fields:
    """The keys of a body or a query, and the TypedDict that describes their values."""

    params: type
    keys: frozenset[str]


@dataclass(frozen=True)
class Operation:
    verb: str
    path: str
    body: Fields | None
    query: Fields | None
    answer: Any

    def matches(self, verb: str, path: str) -> bool:
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", self.path)
        return verb == self.verb and re.fullmatch(pattern, path) is not None


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the resources above; literal paths before templates."""
    found = {
        (operation.verb, operation.path): operation
        for module in resource_modules()
        for operation in operations_of(module)
    }
    return tuple(sorted(found.values(), key=lambda one: one.path.count("{")))


def operation_for(verb: str, path: str) -> Operation | None:
    """The operation that a request to `path` (as sent, without /v2) means."""
    return next((one for one in operations() if one.matches(verb, path)), None)


def resource_modules() -> Iterator[ModuleType]:
    for name in RESOURCES:
        module = importlib.import_module(f"telnyx.resources.{name}")
        yield module
        for found in pkgutil.walk_packages(
            getattr(module, "__path__", ()), f"{module.__name__}."
        ):
            yield importlib.import_module(found.name)


def operations_of(module: ModuleType) -> Iterator[Operation]:
    for _, resource in inspect.getmembers(module, inspect.isclass):
        if (
            issubclass(resource, SyncAPIResource)
            and resource.__module__ == module.__name__
        ):
            for method in vars(resource).values():
                if isinstance(method, FunctionType):
                    yield from operation_of(method, module)


def operation_of(method: FunctionType, module: ModuleType) -> Iterator[Operation]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in VERBS:
            parts = {word.arg: word.value for word in call.keywords}
            yield Operation(
                verb=VERBS[call.func.attr],
                path=path_of(call.args[0]),
                body=fields_of(parts.get("body"), module),
                query=query_of(parts.get("options"), module),
                answer=answer_of(method),
            )


def path_of(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.args[0]
    assert isinstance(node, ast.Constant)
    return str(node.value)


def query_of(options: ast.expr | None, module: ModuleType) -> Fields | None:
    if not isinstance(options, ast.Call):
        return None
    query = (word.value for word in options.keywords if word.arg == "query")
    return fields_of(next(query, None), module)


def fields_of(node: ast.expr | None, module: ModuleType) -> Fields | None:
    """Read `maybe_transform({"key": key, …}, some_params.SomeParams)`."""
    if not isinstance(node, ast.Call) or len(node.args) != 2:
        return None
    values, params = node.args
    if not isinstance(values, ast.Dict) or not isinstance(params, ast.Attribute):
        return None
    assert isinstance(params.value, ast.Name)
    described = getattr(getattr(module, params.value.id), params.attr)
    keys = {key.value for key in values.keys if isinstance(key, ast.Constant)}
    return Fields(described, frozenset(str(key) for key in keys))


def answer_of(method: FunctionType) -> Any:
    return get_type_hints(method).get("return")


@cache
def webhook_models() -> Mapping[str, Any]:
    """Event type -> the SDK's model of the whole webhook."""
    module = importlib.import_module("telnyx.types.unwrap_webhook_event")
    models = {}
    for model in get_args(module.UnwrapWebhookEvent):
        for event_type in event_types_of(model):
            models[event_type] = model
    return models


def event_types_of(model: Any) -> Iterator[str]:
    """Find `event_type: Literal[…]` in the model, or one level down in its `data`."""
    fields = model.model_fields
    if "event_type" in fields:
        yield from literals_of(fields["event_type"].annotation)
    elif "data" in fields:
        for inner in (fields["data"].annotation, *get_args(fields["data"].annotation)):
            if "event_type" in getattr(inner, "model_fields", {}):
                yield from literals_of(inner.model_fields["event_type"].annotation)


def literals_of(annotation: Any) -> Iterator[str]:
    for argument in get_args(annotation):
        if isinstance(argument, str):
            yield argument
        else:
            yield from literals_of(argument)
