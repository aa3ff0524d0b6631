"""Let the database know at once whether a member has written in a thread before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rustok_content", "0006_draft_source")]

    operations = [
        migrations.AddIndex(
            model_name="node",
            index=models.Index(
                condition=models.Q(("root_id__isnull", False)),
                fields=["tenant", "root_id", "author_id"],
                name="nodes_root_author_ix",
            ),
        ),
    ]
