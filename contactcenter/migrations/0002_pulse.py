from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contactcenter", "0001_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("web", "Web"),
                            ("beat", "Beat"),
                            ("worker", "Worker"),
                        ],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
