from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_content', '0010_former_places'),
    ]

    operations = [
        migrations.AlterField(
            model_name='contentimport',
            name='format',
            field=models.CharField(choices=[('wxr', 'Wxr'), ('markdown', 'Markdown'), ('csv', 'Csv'), ('redirects', 'Redirects')], max_length=16),
        ),
    ]
