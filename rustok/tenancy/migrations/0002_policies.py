"""Row-level security of the two global tables that describe tenants: a tenant sees itself, the platform everybody."""

from django.db import migrations

from rustok.tenancy.context import PLATFORM_TENANT_ID
from rustok.tenancy.roles import APP_ROLE, PLATFORM_ROLE

CURRENT = "(SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)"

POLICIES = f"""
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON tenants TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY platform_rows ON tenants TO {PLATFORM_ROLE} USING (true) WITH CHECK (true);
CREATE POLICY own_row ON tenants FOR SELECT TO {APP_ROLE}
    USING (id = {CURRENT} OR {CURRENT} = '{PLATFORM_TENANT_ID}'::uuid);

ALTER TABLE cells ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON cells TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY platform_rows ON cells FOR SELECT TO {PLATFORM_ROLE} USING (true);
CREATE POLICY own_row ON cells FOR SELECT TO {APP_ROLE}
    USING (EXISTS (SELECT FROM tenants t WHERE t.cell_id = cells.id));

ALTER TABLE cell_blueprints ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON cell_blueprints TO CURRENT_USER USING (true) WITH CHECK (true);
"""

NO_POLICIES = "\n".join(
    f"""
DROP POLICY IF EXISTS own_row ON {table};
DROP POLICY IF EXISTS platform_rows ON {table};
DROP POLICY owner_all ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
"""
    for table in ("cell_blueprints", "cells", "tenants")
)


class Migration(migrations.Migration):
    dependencies = [("rustok_tenancy", "0001_initial")]

    operations = [migrations.RunSQL(POLICIES, NO_POLICIES)]
