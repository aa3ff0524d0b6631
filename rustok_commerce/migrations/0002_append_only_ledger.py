"""Let the runtime role add to the ledger of stock, and nothing else.

The owner still may: it moves tenants between cells and erases them.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION commerce_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER commerce_stock_movements_append_only
    BEFORE UPDATE OR DELETE ON commerce_stock_movements
    FOR EACH ROW WHEN (current_user = 'rustok_app') EXECUTE FUNCTION commerce_refuse_change();
"""
BACKWARD = """
DROP TRIGGER commerce_stock_movements_append_only ON commerce_stock_movements;
DROP FUNCTION commerce_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("rustok_commerce", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
