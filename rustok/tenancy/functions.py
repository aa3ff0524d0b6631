"""SQL functions of tenancy, kept in ``public`` and replaced on every migration."""

from __future__ import annotations

from typing import Final

from rustok.tenancy.roles import APP_ROLE, PLATFORM_ROLE

# SECURITY DEFINER, so that beat needs no owner's login. It reads no rows and takes only names of tables that are
# partitioned by time already, so all a caller can do with it is to make empty partitions; new ones carry no grants.
ENSURE_PARTITIONS: Final = f"""
CREATE OR REPLACE FUNCTION public.rustok_ensure_partitions(in_schema text, in_table text, every text, ahead int)
RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  step interval := CASE every WHEN 'month' THEN interval '1 month' WHEN 'quarter' THEN interval '3 months' END;
  low timestamp;
  part text;
  made text[] := '{{}}';
BEGIN
  IF step IS NULL OR ahead NOT BETWEEN 0 AND 120 THEN
    RAISE EXCEPTION 'bad interval % or count %', every, ahead USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_partitioned_table t ON t.partrelid = c.oid
     WHERE n.nspname = in_schema AND c.relname = in_table AND t.partstrat = 'r'
       AND pg_has_role(current_user, c.relowner, 'USAGE')
  ) THEN
    RAISE EXCEPTION '%.% is not partitioned by time', in_schema, in_table USING ERRCODE = 'undefined_table';
  END IF;
  low := date_trunc(every, now() AT TIME ZONE 'UTC');
  FOR i IN 0 .. ahead LOOP
    part := in_table || '_' || to_char(low, CASE every WHEN 'month' THEN 'YYYY"m"MM' ELSE 'YYYY"q"Q' END);
    IF to_regclass(format('%I.%I', in_schema, part)) IS NULL THEN
      EXECUTE format('CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES FROM (%L) TO (%L)',
                     in_schema, part, in_schema, in_table, low::text || '+00', (low + step)::text || '+00');
      made := made || part;
    END IF;
    low := low + step;
  END LOOP;
  RETURN made;
END $body$;
REVOKE ALL ON FUNCTION public.rustok_ensure_partitions(text, text, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.rustok_ensure_partitions(text, text, text, int) TO {APP_ROLE}, {PLATFORM_ROLE};
"""

ALL: Final = (ENSURE_PARTITIONS,)
