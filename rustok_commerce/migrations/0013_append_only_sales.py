"""Let the runtime role add to the ledgers of selling, and nothing else."""

from django.db import migrations

TABLES = ("commerce_credit_entries", "commerce_order_transitions", "commerce_invoices")
FORWARD = "".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW WHEN (current_user = 'rustok_app') EXECUTE FUNCTION commerce_refuse_change();\n"
    for table in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER {table}_append_only ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("rustok_commerce", "0012_sales")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
