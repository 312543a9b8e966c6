"""A route leads to the same table of numbers, which belongs to another app now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("provisioning", "0001_initial"),
        ("queues", "0002_offer_ended"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="inboundroute",
                    name="phone_number",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="route",
                        to="provisioning.phonenumber",
                    ),
                ),
            ],
        ),
    ]
