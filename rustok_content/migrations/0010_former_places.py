"""Remember where answers stood before they were moved."""

import django.db.models.deletion
from django.db import migrations, models

import rustok.ids
import rustok.tenancy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("rustok_content", "0009_bookmarks"),
        ("rustok_tenancy", "0002_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerPlace",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant", rustok.tenancy.fields.TenantKey()),
                (
                    "node",
                    rustok.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_places",
                        to="rustok_content.node",
                    ),
                ),
                ("root_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "former_places",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "root_id", "number"), name="former_places_uq")
                ],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
    ]
