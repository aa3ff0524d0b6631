"""Trust that does not fall below what a moderator set, flags that weigh, notifications that are told once."""

import django.db.models.deletion
import django.db.models.functions.text
import rustok.ids
import rustok.tenancy.fields
from django.db import migrations, models

from rustok.tenancy.operations import Together


class Migration(migrations.Migration):
    dependencies = [
        ("rustok_content", "0003_tree"),
        ("rustok_tenancy", "0002_policies"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="NotificationSource",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("user_id", models.UUIDField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("reply", "Reply"),
                                    ("mention", "Mention"),
                                    ("quote", "Quote"),
                                    ("reaction", "Reaction"),
                                    ("new_topic", "New_Topic"),
                                    ("solved", "Solved"),
                                    ("moderation", "Moderation"),
                                    ("submission", "Submission"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("source_id", models.UUIDField()),
                        ("tenant", rustok.tenancy.fields.TenantKey()),
                        (
                            "notification",
                            rustok.tenancy.fields.TenantForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sources",
                                to="rustok_content.notification",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "notification_sources",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("tenant", "user_id", "kind", "source_id"), name="notification_sources_uq"
                            )
                        ],
                        "abstract": False,
                        "base_manager_name": "objects",
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="member",
                    name="members_name_uq",
                ),
                migrations.RemoveConstraint(
                    model_name="member",
                    name="members_trust_ck",
                ),
                migrations.AddField(
                    model_name="flag",
                    name="weight",
                    field=models.PositiveSmallIntegerField(default=1),
                ),
                migrations.AddField(
                    model_name="member",
                    name="flags_agreed",
                    field=models.PositiveIntegerField(default=0, editable=False),
                ),
                migrations.AddField(
                    model_name="member",
                    name="flags_rejected",
                    field=models.PositiveIntegerField(default=0, editable=False),
                ),
                migrations.AddField(
                    model_name="member",
                    name="name_key",
                    field=models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower("name"),
                        output_field=models.CharField(max_length=60),
                    ),
                ),
                migrations.AddField(
                    model_name="member",
                    name="posts_read",
                    field=models.PositiveIntegerField(default=0, editable=False),
                ),
                migrations.AddField(
                    model_name="member",
                    name="topics_read",
                    field=models.PositiveIntegerField(default=0, editable=False),
                ),
                migrations.AddField(
                    model_name="member",
                    name="trust_floor",
                    field=models.PositiveSmallIntegerField(default=0),
                ),
                migrations.AddField(
                    model_name="notification",
                    name="source_id",
                    field=models.UUIDField(null=True),
                ),
                migrations.AlterField(
                    model_name="reviewitem",
                    name="reason",
                    field=models.CharField(
                        choices=[
                            ("flagged", "Flagged"),
                            ("first_posts", "First_Posts"),
                            ("guest", "Guest"),
                            ("watched_word", "Watched_Word"),
                            ("too_many_links", "Too_Many_Links"),
                            ("duplicate", "Duplicate"),
                            ("too_fast", "Too_Fast"),
                            ("category", "Category"),
                            ("honeypot", "Honeypot"),
                        ],
                        max_length=16,
                    ),
                ),
                migrations.AddIndex(
                    model_name="flag",
                    index=models.Index(fields=["tenant", "user_id", "id"], name="flags_user_ix"),
                ),
                migrations.AddConstraint(
                    model_name="member",
                    constraint=models.UniqueConstraint(fields=("tenant", "name_key"), name="members_name_uq"),
                ),
                migrations.AddConstraint(
                    model_name="member",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("trust_level__lte", 4), ("trust_floor__lte", 4)), name="members_trust_ck"
                    ),
                ),
            ]
        ),
    ]
