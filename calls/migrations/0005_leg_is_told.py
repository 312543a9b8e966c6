from django.db import migrations, models


def tell(apps, schema_editor):
    """Every leg of before was made by an event."""
    apps.get_model("calls", "Leg").objects.update(is_told=True)


class Migration(migrations.Migration):
    dependencies = [("calls", "0004_facts")]

    operations = [
        migrations.AddField(
            model_name="leg",
            name="is_told",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
