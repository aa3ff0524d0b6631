from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("rustok_content", "0005_home"),
    ]

    operations = [
        migrations.AddField(
            model_name='nodedraft',
            name='source_version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
    ]
