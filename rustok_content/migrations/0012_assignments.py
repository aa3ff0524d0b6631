import rustok.ids
import rustok.tenancy.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_content', '0011_redirect_exports'),
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                ('user_id', models.UUIDField()),
                ('below_id', models.UUIDField(blank=True, null=True)),
                ('locales', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('tenant', rustok.tenancy.fields.TenantKey()),
            ],
            options={
                'db_table': 'content_assignments',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'user_id', 'below_id'), name='content_assignments_uq', nulls_distinct=False)],
            },
        ),
    ]
