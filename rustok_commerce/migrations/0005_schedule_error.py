"""Remember why a publication that was due was refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rustok_commerce", "0004_price_history_and_slugs")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="schedule_error",
            field=models.CharField(blank=True, editable=False, max_length=255, null=True),
        ),
    ]
