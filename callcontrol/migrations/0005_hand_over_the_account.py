"""The account's tables belong to another app now; their rows stay where they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("callcontrol", "0004_rename_tables_of_the_account"),
        ("provisioning", "0001_initial"),
        ("queues", "0003_numbers_of_provisioning"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="PhoneNumber"),
                migrations.DeleteModel(name="CallControlApplication"),
            ],
        ),
    ]
