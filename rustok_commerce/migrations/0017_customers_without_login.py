"""Let an address be unique among customers without a login, and a customer be merged into another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rustok_commerce", "0016_credit_keys"), ("rustok_tenancy", "0002_policies")]

    operations = [
        migrations.RemoveConstraint(model_name="customer", name="commerce_customers_email_uq"),
        migrations.AddField(
            model_name="customer",
            name="erasure_requested_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="customer",
            name="merged_into_id",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["tenant", "email"], name="commerce_customers_email_ix"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user_id__isnull", True)),
                fields=("tenant", "email"),
                name="commerce_customers_email_uq",
            ),
        ),
    ]
