from django.db import migrations, models


class Migration(migrations.Migration):
    """When Telnyx is asked next for a recording that no event told of."""

    dependencies = [("recordings", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="look_at",
            field=models.DateTimeField(null=True),
        ),
    ]
