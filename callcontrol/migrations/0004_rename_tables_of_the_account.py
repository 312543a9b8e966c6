"""The account's tables get the name of the app that takes them over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("callcontrol", "0003_refusals_settings_and_account"),
    ]

    operations = [
        migrations.AlterModelTable(
            name="CallControlApplication",
            table="provisioning_callcontrolapplication",
        ),
        migrations.AlterModelTable(
            name="PhoneNumber",
            table="provisioning_phonenumber",
        ),
    ]
