import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import rustok.ids
import rustok.tenancy.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_commerce', '0018_cart_recovery'),
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaymentMethod',
            fields=[
                ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                ('tenant', rustok.tenancy.fields.TenantKey()),
                ('code', models.CharField(max_length=63)),
                ('provider', models.CharField(max_length=63)),
                ('names', models.JSONField(default=dict)),
                ('instructions', models.JSONField(blank=True, default=dict)),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=63), blank=True, default=list, size=None)),
                ('currencies', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), blank=True, default=list, size=None)),
                ('options', models.JSONField(blank=True, default=dict)),
                ('position', models.PositiveIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table': 'commerce_payment_methods',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='TrialMessage',
            fields=[
                ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                ('tenant', rustok.tenancy.fields.TenantKey()),
                ('event_id', models.CharField(max_length=255)),
                ('body', models.JSONField()),
                ('position', models.IntegerField(default=0)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table': 'commerce_trial_messages',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='TrialPayment',
            fields=[
                ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                ('tenant', rustok.tenancy.fields.TenantKey()),
                ('reference', models.CharField(max_length=255)),
                ('currency', models.CharField(max_length=3)),
                ('amount', models.BigIntegerField()),
                ('authorised', models.BigIntegerField(default=0)),
                ('captured', models.BigIntegerField(default=0)),
                ('released', models.BigIntegerField(default=0)),
                ('refunded', models.BigIntegerField(default=0)),
                ('needs_action', models.BooleanField(default=False)),
                ('declined', models.CharField(blank=True, max_length=63)),
                ('closed', models.BooleanField(default=False)),
                ('behaviour', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table': 'commerce_trial_payments',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='TrialOperation',
            fields=[
                ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                ('tenant', rustok.tenancy.fields.TenantKey()),
                ('payment', rustok.tenancy.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='operations', to='rustok_commerce.trialpayment')),
                ('key', models.CharField(max_length=255)),
                ('kind', models.CharField(max_length=16)),
                ('amount', models.BigIntegerField(default=0)),
                ('calls', models.PositiveIntegerField(default=1)),
                ('outcome', models.JSONField(default=dict)),
                ('done_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table': 'commerce_trial_operations',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='commerce_payments_amounts_ck',
        ),
        migrations.AddField(
            model_name='payment',
            name='metadata',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='payment',
            name='method',
            field=models.CharField(default='', max_length=63),
        ),
        migrations.AddField(
            model_name='payment',
            name='released',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('authorised__gte', 0), ('captured__gte', 0), ('released__gte', 0), ('refunded__gte', 0), ('refunding__gte', 0), ('captured__lte', models.F('amount')), ('captured__gte', django.db.models.expressions.CombinedExpression(models.F('refunded'), '+', models.F('refunding')))), name='commerce_payments_amounts_ck'),
        ),
        migrations.AddConstraint(
            model_name='paymentmethod',
            constraint=models.UniqueConstraint(fields=('tenant', 'code'), name='commerce_payment_methods_code_uq'),
        ),
        migrations.AddIndex(
            model_name='trialmessage',
            index=models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['tenant', 'due_at'], name='commerce_trial_messages_due_ix'),
        ),
        migrations.AddConstraint(
            model_name='trialpayment',
            constraint=models.UniqueConstraint(fields=('tenant', 'reference'), name='commerce_trial_payments_reference_uq'),
        ),
        migrations.AddIndex(
            model_name='trialoperation',
            index=models.Index(fields=['tenant', 'payment', 'id'], name='commerce_trial_operations_ix'),
        ),
        migrations.AddConstraint(
            model_name='trialoperation',
            constraint=models.UniqueConstraint(fields=('tenant', 'key'), name='commerce_trial_operations_key_uq'),
        ),
    ]
