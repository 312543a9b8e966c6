import pytest

from provisioning.models import CallControlApplication
from tests.callcontrol.conftest import applied as applied
from tests.callcontrol.conftest import each_database as each_database
from tests.callcontrol.conftest import telnyx_key as telnyx_key
from tests.provisioning.pages import take_over


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.adam)
    return client


@pytest.fixture
def record(provider, admin):
    """An application that was taken over from Telnyx."""
    take_over(admin, provider.connection_id)
    return CallControlApplication.objects.get()
