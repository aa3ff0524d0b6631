"""What was said of price lists from when on; one time for all price changes of a command."""

import django.utils.timezone
import rustok.ids
import rustok.tenancy.fields
from django.db import migrations, models


FORWARD = """
CREATE TRIGGER commerce_price_list_changes_append_only
    BEFORE UPDATE OR DELETE ON commerce_price_list_changes
    FOR EACH ROW WHEN (current_user = 'rustok_app') EXECUTE FUNCTION commerce_refuse_change();

INSERT INTO commerce_price_list_changes (
    id, tenant_id, price_list_id, kind, status, priority, customer_group_id, starts_at, ends_at, created_at
)
SELECT uuidv7(), tenant_id, id, kind, status, priority, customer_group_id, starts_at, ends_at, updated_at
FROM commerce_price_lists;
"""
BACKWARD = """
DROP TRIGGER commerce_price_list_changes_append_only ON commerce_price_list_changes;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_commerce', '0007_one_entity_per_slug'),
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        migrations.AlterField(
            model_name='pricechange',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.CreateModel(
            name='PriceListChange',
            fields=[
                ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                ('price_list_id', models.UUIDField()),
                ('kind', models.CharField(max_length=16)),
                ('status', models.CharField(max_length=16)),
                ('priority', models.IntegerField()),
                ('customer_group_id', models.UUIDField(null=True)),
                ('starts_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tenant', rustok.tenancy.fields.TenantKey()),
            ],
            options={
                'db_table': 'commerce_price_list_changes',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['tenant', 'price_list_id', 'id'], name='commerce_price_list_changes_ix')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
