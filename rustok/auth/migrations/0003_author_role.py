"""Let users be authors."""

from django.db import migrations, models

from rustok.tenancy.operations import Together

ROLES = ["super_admin", "admin", "manager", "editor", "moderator", "author", "customer"]


class Migration(migrations.Migration):
    dependencies = [("rustok_auth", "0002_saved_filters"), ("rustok_tenancy", "0002_policies")]

    operations = [
        Together(
            [
                migrations.RemoveConstraint(model_name="user", name="users_role_ck"),
                migrations.AlterField(
                    model_name="user",
                    name="role",
                    field=models.CharField(
                        choices=[(role, role.replace("_", " ").title()) for role in ROLES],
                        default="customer",
                        max_length=32,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="user",
                    constraint=models.CheckConstraint(condition=models.Q(("role__in", ROLES)), name="users_role_ck"),
                ),
            ]
        )
    ]
