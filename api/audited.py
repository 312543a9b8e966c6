"""What the audit tells of keys and of outgoing webhooks."""

from api.models import ApiKey, Endpoint
from audit.changes import Value
from audit.subjects import Subject, fields_of, labels_of

FIELDS = ("name", "prefix", "expires_at", "revoked_at")


def _key(key: ApiKey) -> dict[str, Value]:
    queues = key.queues.order_by("name").values_list("name", flat=True)
    return fields_of(
        key,
        FIELDS,
        owner=str(key.owner),
        verbs=tuple(key.verbs),
        queues=tuple(queues) if key.pk else (),
    )


KEY = Subject("api_key", "API key", ApiKey, _key, labels_of(ApiKey, FIELDS))

ENDPOINT_FIELDS = ("url", "switched_off_at")


def _endpoint(endpoint: Endpoint) -> dict[str, Value]:
    return fields_of(endpoint, ENDPOINT_FIELDS, kinds=tuple(endpoint.kinds))


ENDPOINT = Subject(
    "endpoint",
    "Outgoing webhooks",
    Endpoint,
    _endpoint,
    labels_of(Endpoint, ENDPOINT_FIELDS),
)
