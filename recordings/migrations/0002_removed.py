from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recordings", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="look_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="recording",
            name="state",
            field=models.CharField(
                choices=[
                    ("starting", "Starting"),
                    ("recording", "Recording"),
                    ("pausing", "Pausing"),
                    ("paused", "Paused"),
                    ("resuming", "Resuming"),
                    ("stopping", "Stopping"),
                    ("processing", "Processing"),
                    ("ready", "Saved"),
                    ("failed", "Failed"),
                    ("removed", "Removed"),
                ],
                default="starting",
                max_length=10,
            ),
        ),
    ]
