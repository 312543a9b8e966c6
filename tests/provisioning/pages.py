"""What the tests of the admin's pages share."""

import html

from django.urls import reverse


def text(answer):
    return html.unescape(answer.content.decode())


def page(admin, name, *args):
    answer = admin.get(reverse(f"provisioning:{name}", args=args))
    assert answer.status_code == 200
    return text(answer)


def take_over(admin, connection_id):
    return admin.post(
        reverse("provisioning:take_over"), {"connection_id": connection_id}
    )


def change_at_telnyx(provider, **changes):
    provider.client.applications.update(
        provider.connection_id,
        **{
            "application_name": "Demo application",
            "webhook_event_url": "http://product/webhooks/telnyx/",
            **changes,
        },
    )
