"""Let a slug lead to one entity of its kind, whatever the language."""

from django.db import migrations, models

FORWARD = """
INSERT INTO commerce_slugs (id, tenant_id, kind, slug, entity_id, is_current, created_at)
SELECT uuidv7(), tenant_id, 'collection', slug, id, true, created_at FROM commerce_collections;

INSERT INTO commerce_slugs (id, tenant_id, kind, slug, entity_id, is_current, created_at)
SELECT uuidv7(), tenant_id, kind, slug, entity_id, true, now()
FROM (
    SELECT tenant_id, 'product' AS kind, slug, product_id AS entity_id FROM commerce_product_translations
    UNION SELECT tenant_id, 'category', slug, category_id FROM commerce_category_translations
    UNION SELECT tenant_id, 'collection', slug, collection_id FROM commerce_collection_translations
) texts WHERE slug IS NOT NULL ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("rustok_commerce", "0006_references")]

    operations = [
        migrations.RunSQL("DELETE FROM commerce_slugs WHERE locale <> ''", migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="slug", name="commerce_slugs_slug_uq"),
        migrations.RemoveConstraint(model_name="slug", name="commerce_slugs_current_uq"),
        migrations.RemoveField(model_name="slug", name="locale"),
        migrations.AddConstraint(
            model_name="slug",
            constraint=models.UniqueConstraint(fields=("tenant", "kind", "slug"), name="commerce_slugs_slug_uq"),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
