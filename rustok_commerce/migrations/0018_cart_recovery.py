"""Let a shopper say whether the shop may remind them of a cart."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_commerce', '0017_customers_without_login'),
    ]

    operations = [
        migrations.AddField(
            model_name='cart',
            name='accepts_recovery',
            field=models.BooleanField(default=False),
        ),
    ]
