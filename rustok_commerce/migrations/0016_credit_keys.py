"""Let a change of credit that is asked for twice happen once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rustok_commerce", "0015_order_allowance")]

    operations = [
        migrations.AddField(model_name="creditentry", name="key", field=models.UUIDField(null=True)),
        migrations.AddConstraint(
            model_name="creditentry",
            constraint=models.UniqueConstraint(
                fields=["tenant", "account", "key"], name="commerce_credit_entries_key_uq"
            ),
        ),
    ]
