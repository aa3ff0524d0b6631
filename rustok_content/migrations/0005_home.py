from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rustok_content", "0004_community_care")]

    operations = [
        migrations.AddField(
            model_name="node",
            name="is_home",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddConstraint(
            model_name="node",
            constraint=models.UniqueConstraint(
                condition=models.Q(is_home=True), fields=("tenant",), name="nodes_home_uq"
            ),
        ),
    ]
