"""Bookmarks; members who keep to themselves; when comments close, who sees edits; how often an address wrote."""

import django.db.models.deletion
from django.db import migrations, models

import rustok.ids
import rustok.tenancy.fields
from rustok.tenancy.operations import Together


class Migration(migrations.Migration):
    dependencies = [
        ("rustok_content", "0008_notification_kinds"),
        ("rustok_tenancy", "0002_policies"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Bookmark",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("tenant", rustok.tenancy.fields.TenantKey()),
                        ("user_id", models.UUIDField()),
                        (
                            "node",
                            rustok.tenancy.fields.TenantForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bookmarks",
                                to="rustok_content.node",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "db_table": "bookmarks",
                        "constraints": [
                            models.UniqueConstraint(fields=("tenant", "user_id", "node"), name="bookmarks_uq")
                        ],
                        "indexes": [models.Index(fields=["tenant", "user_id", "id"], name="bookmarks_user_ix")],
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
                migrations.AddField(
                    model_name="communitysettings", name="comment_days", field=models.PositiveIntegerField(default=0)
                ),
                migrations.AddField(
                    model_name="communitysettings", name="edits_are_public", field=models.BooleanField(default=False)
                ),
                migrations.AddField(model_name="member", name="is_private", field=models.BooleanField(default=False)),
                migrations.AddIndex(
                    model_name="guestauthor",
                    index=models.Index(
                        condition=models.Q(("ip_hash", ""), _negated=True),
                        fields=["tenant", "ip_hash", "node"],
                        name="guest_authors_ip_ix",
                    ),
                ),
            ]
        ),
    ]
