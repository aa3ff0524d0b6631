"""Let an idempotency key be claimed before its work begins."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_api', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='idempotencykey',
            name='claim',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='idempotencykey',
            name='claimed_until',
            field=models.DateTimeField(null=True),
        ),
    ]
