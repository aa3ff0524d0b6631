"""Locations that are switched off; the default one never is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_commerce', '0009_jobs'),
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        migrations.AddField(
            model_name='stocklocation',
            name='is_active',
            field=models.BooleanField(default=True),
        ),
        migrations.AddConstraint(
            model_name='stocklocation',
            constraint=models.CheckConstraint(condition=models.Q(('is_default', False), ('is_active', True), _connector='OR'), name='commerce_stock_locations_default_active_ck'),
        ),
    ]
