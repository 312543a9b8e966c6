"""No request changes a setting that the audit does not tell: watched in every test."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection

# Tables of what people set. A change of one of them within a request is noted.
SETTINGS = frozenset(
    {
        "accounts_grant",
        "accounts_grant_queues",
        "accounts_grant_teams",
        "accounts_roledefinition",
        "accounts_team",
        "accounts_team_members",
        "agents_agentskill",
        "agents_notreadyreason",
        "agents_phone",
        "agents_presencerules",
        "agents_skill",
        "api_apikey",
        "api_apikey_queues",
        "api_endpoint",
        "auth_group",
        "auth_group_permissions",
        "auth_user",
        "auth_user_groups",
        "auth_user_user_permissions",
        "flows_flow",
        "flows_flowversion",
        "hours_schedule",
        "hours_site",
        "mfa_authenticator",
        "outcomes_outcome",
        "privacy_retention",
        "provisioning_callcontrolapplication",
        "provisioning_phonenumber",
        "queues_applicationroute",
        "queues_inboundroute",
        "queues_queue",
        "queues_queue_agents",
        "queues_skillneed",
    }
)
# Tables of what happens: facts, ledgers, and the machinery of the site. What people do
# to them (hear, set a state, supervise) is noted one by one.
FACTS = frozenset(
    {
        "account_emailaddress",
        "account_emailconfirmation",
        "accounts_passwordlink",
        "agents_absence",
        "agents_agent",
        "agents_agentstatechange",
        "agents_engagement",
        "agents_softphone",
        "agents_statechoice",
        "agents_workday",
        "api_answer",
        "api_message",
        "api_use",
        "audit_auditrow",
        "audit_seal",
        "auth_permission",
        "callcontrol_clockcorrection",
        "callcontrol_command",
        "callcontrol_comparison",
        "callcontrol_discrepancy",
        "callcontrol_event",
        "callcontrol_providerhealth",
        "callcontrol_refusedwebhooks",
        "calls_call",
        "calls_dial",
        "calls_leg",
        "calls_note",
        "calls_untoldleg",
        "conferences_conference",
        "conferences_participant",
        "transfers_transfer",
        "conferences_supervision",
        "contactcenter_pulse",
        "django_admin_log",
        "django_content_type",
        "django_session",
        "flows_visit",
        "live_presence",
        "live_watch",
        "outcomes_remark",
        "privacy_deletionrun",
        "privacy_deletionstep",
        "privacy_legalhold",
        "queues_intervalcount",
        "queues_metricdefinition",
        "queues_offer",
        "queues_queueentry",
        "queues_routingdecision",
        "queues_turn",
        "recordings_recording",
        "recordings_recordingaccess",
        "socialaccount_socialaccount",
        "socialaccount_socialapp",
        "socialaccount_socialtoken",
        "usersessions_usersession",
    }
)
# What Django writes there by itself when somebody signs in is left out.
COLUMNS = {
    "auth_user": "id, username, password, email, first_name, is_active, is_superuser",
    "mfa_authenticator": "id, user_id, type",
    "privacy_retention": "id, purpose, queue_id, days",
}
WRITE = re.compile(r"^\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) \"(\w+)\"")


class Watch:
    def __init__(self) -> None:
        self.unnoted: list[str] = []
        self.is_within = False
        self.is_noted = False
        self.before: dict[str, list[Any]] = {}

    def begin(self, **of_the_signal: Any) -> None:
        self.is_within, self.is_noted, self.before = True, False, {}

    def end(self, **of_the_signal: Any) -> None:
        self.is_within = False
        if not self.is_noted:
            self.unnoted += [
                table for table, rows in self.before.items() if rows_of(table) != rows
            ]

    def __call__(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        found = WRITE.match(sql)
        if found and self.is_within:
            table = found.group(1)
            self.is_noted |= table == "audit_auditrow"
            if table in SETTINGS and table not in self.before:
                self.before[table] = rows_of(table)
        return execute(sql, *args)


def rows_of(table: str) -> list[Any]:
    """Read past Django, which would count it among the queries of a page."""
    statement = f"SELECT {COLUMNS.get(table, '*')} FROM {table} ORDER BY id"  # noqa: S608
    cursor = connection.connection.execute(statement)
    return list(cursor.fetchall())


@contextmanager
def nothing_unnoted() -> Iterator[Watch]:
    """Watch the requests that a test makes by Django's client in its own thread."""
    watch = Watch()
    request_started.connect(watch.begin)
    request_finished.connect(watch.end)
    with connection.execute_wrapper(watch):
        yield watch
    assert not watch.unnoted, f"changed without a row of the audit: {watch.unnoted}"
