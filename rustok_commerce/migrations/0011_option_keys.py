"""All options of a key, for the names of facets."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_commerce', '0010_location_activity'),
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='productoption',
            index=models.Index(fields=['tenant', 'key'], name='commerce_product_options_ix'),
        ),
    ]
