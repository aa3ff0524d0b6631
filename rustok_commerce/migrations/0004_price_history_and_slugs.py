"""Only ever add to the history of prices; begin it, and the registry of slugs, with what there is."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER commerce_price_changes_append_only
    BEFORE UPDATE OR DELETE ON commerce_price_changes
    FOR EACH ROW WHEN (current_user = 'rustok_app') EXECUTE FUNCTION commerce_refuse_change();

INSERT INTO commerce_price_changes (
    id, tenant_id, product_id, variant_id, currency, min_quantity, amount, compare_at, created_at
)
SELECT uuidv7(), p.tenant_id, v.product_id, p.variant_id, p.currency, p.min_quantity, p.amount, p.compare_at, p.updated_at
FROM commerce_prices p JOIN commerce_variants v ON v.tenant_id = p.tenant_id AND v.id = p.variant_id;

INSERT INTO commerce_slugs (id, tenant_id, kind, locale, slug, entity_id, is_current, created_at)
SELECT uuidv7(), tenant_id, 'product', '', handle, id, true, created_at FROM commerce_products
UNION ALL
SELECT uuidv7(), tenant_id, 'category', '', slug, id, true, created_at FROM commerce_categories;
"""
BACKWARD = """
DELETE FROM commerce_slugs;
DROP TRIGGER commerce_price_changes_append_only ON commerce_price_changes;
DELETE FROM commerce_price_changes;
"""


class Migration(migrations.Migration):
    dependencies = [("rustok_commerce", "0003_catalogue")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
