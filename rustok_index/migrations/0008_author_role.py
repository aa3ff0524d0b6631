"""Show authors what is shown to everybody: their bit was none of the audience's before."""

from django.db import migrations, models

TABLES = ("index_content", "index_content_listings", "index_sections")


def widen(before: int, after: int) -> str:
    return "\n".join(f"UPDATE {table} SET audience = {after} WHERE audience = {before};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("rustok_index", "0007_content_storefront")]

    operations = [
        migrations.AlterField(
            model_name="indexcontent", name="audience", field=models.IntegerField(default=127)
        ),
        migrations.RunSQL(widen(63, 127), widen(127, 63)),
    ]
