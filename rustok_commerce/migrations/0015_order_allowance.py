"""Let an order know what of its refunds the buyer need not pay any more."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_commerce', '0014_selling_lookups'),
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='order',
            name='commerce_orders_paid_ck',
        ),
        migrations.AddField(
            model_name='order',
            name='allowed_total',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('authorised_total__gte', 0), ('refunded_total__gte', 0), ('refunded_total__lte', models.F('captured_total')), ('allowed_total__gte', 0), ('allowed_total__lte', models.F('refunded_total'))), name='commerce_orders_paid_ck'),
        ),
    ]
