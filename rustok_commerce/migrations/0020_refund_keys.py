
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_commerce', '0019_payment_methods'),
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        migrations.AddField(
            model_name='paymentattempt',
            name='request_key',
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddField(
            model_name='refund',
            name='credit_account_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='refund',
            name='error_code',
            field=models.CharField(blank=True, max_length=63),
        ),
        migrations.AddField(
            model_name='refund',
            name='request_key',
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.UniqueConstraint(fields=('tenant', 'payment', 'kind', 'request_key'), name='commerce_payment_attempts_request_uq'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('tenant', 'request_key'), name='commerce_refunds_request_uq'),
        ),
    ]
