"""Give whoever has waited longest to an agent who is free, by the public API.

    API_KEY=cck_… python docs/examples/api_client.py https://dashboard.example.org

Needs httpx, and a key with the verbs watch and assign (docs/api.md).
"""

import os
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import httpx


class ContactCenter:
    """One site; `transport` takes the place of the network."""

    def __init__(
        self, site: str, key: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.http = httpx.Client(
            base_url=f"{site}/api/v1",
            headers={"Authorization": f"Bearer {key}"},
            transport=transport,
            timeout=10,
        )

    def everything(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Yield what a list holds, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            answer = self.http.get(path, params={**query, "cursor": cursor})
            page = answer.raise_for_status().json()
            yield from page["items"]
            cursor = page["next"]

    def do(self, path: str, **body: Any) -> Any:
        """Ask for something; a lost answer may be asked for again, and is done once."""
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        for is_last in (False, True):
            try:
                answer = self.http.post(path, json=body, headers=headers)
            except httpx.TransportError:
                if is_last:
                    raise
            else:
                return answer.raise_for_status().json()
        return None


def assign_longest_waiting(site: ContactCenter) -> str:
    waiting = [one for one in site.everything("/waiting") if one["state"] == "waiting"]
    agents = [one for one in site.everything("/agents") if one["state"] == "available"]
    if not waiting or not agents:
        return "Nobody waits, or nobody is free."
    caller = min(waiting, key=lambda one: str(one["entered_at"]))
    agent = min(agents, key=lambda one: str(one["state_since"]))
    site.do(f"/waiting/{caller['id']}/assign", agent_id=agent["id"])
    return (
        f"{agent['name']} is rung for {caller['caller_name'] or caller['from_number']}."
    )


if __name__ == "__main__":
    contact_center = ContactCenter(sys.argv[1], os.environ["API_KEY"])
    sys.stdout.write(assign_longest_waiting(contact_center) + "\n")
