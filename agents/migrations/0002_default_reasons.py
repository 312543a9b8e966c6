"""The reasons to begin with; an administrator changes them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REASONS = ("Break", "Lunch", "Training", "Paperwork")


def add_reasons(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reasons = apps.get_model("agents", "NotReadyReason").objects
    for position, name in enumerate(REASONS):
        reasons.get_or_create(name=name, defaults={"position": position})


class Migration(migrations.Migration):
    dependencies = [("agents", "0001_initial")]
    operations = [migrations.RunPython(add_reasons, migrations.RunPython.noop)]
