"""Name the provider of taxes, and find the areas of a country."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rustok_commerce", "0013_append_only_sales")]

    operations = [
        migrations.AddField(
            model_name="salessettings", name="tax_provider", field=models.CharField(default="table", max_length=63)
        ),
        migrations.AddIndex(
            model_name="shippingzonearea",
            index=models.Index(fields=["tenant", "country"], name="commerce_shipping_areas_ix"),
        ),
        migrations.AddIndex(
            model_name="taxzonearea", index=models.Index(fields=["tenant", "country"], name="commerce_tax_areas_ix")
        ),
    ]
