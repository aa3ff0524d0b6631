"""Old months of the webhooks' log are dropped by their owner."""

from django.db import migrations

# SECURITY DEFINER: the runtime role owns no partition. It takes no table's name, and what it drops is only a log: the
# months before a date in which nothing was to be tried since. What came of replays of older events is in the default
# partitions.
PURGE = """
CREATE FUNCTION public.rustok_purge_webhooks(before timestamptz, dry_run boolean)
RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $body$
DECLARE
  month record;
  awaited boolean;
  gone text[] := '{}';
BEGIN
  FOR month IN
    SELECT c.relname AS part, i.inhparent = 'public.sys_webhook_deliveries'::regclass AS owed,
           (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''([^'']+)''\\)'))[1]::timestamptz AS high
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent IN ('public.sys_webhook_deliveries'::regclass, 'public.sys_webhook_attempts'::regclass)
       AND pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
     ORDER BY 1
  LOOP
    CONTINUE WHEN month.high > before OR month.high > now();
    EXECUTE format('LOCK TABLE public.%I IN ACCESS EXCLUSIVE MODE', month.part);
    IF month.owed THEN
      EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE status = ''pending'' AND next_attempt_at > $1)',
                     month.part) INTO awaited USING before;
      CONTINUE WHEN awaited;
    END IF;
    IF NOT dry_run THEN
      EXECUTE format('DROP TABLE public.%I', month.part);
    END IF;
    gone := gone || month.part::text;
  END LOOP;
  IF NOT dry_run THEN
    DELETE FROM public.sys_webhook_deliveries_default WHERE next_attempt_at < before AND before < now();
    DELETE FROM public.sys_webhook_attempts_default WHERE created_at < before AND before < now();
  END IF;
  RETURN gone;
END $body$;
REVOKE ALL ON FUNCTION public.rustok_purge_webhooks(timestamptz, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.rustok_purge_webhooks(timestamptz, boolean) TO rustok_app;
"""


class Migration(migrations.Migration):
    """The function that drops old months of the webhooks' log."""

    dependencies = [("rustok_outbox", "0003_webhooks")]

    operations = [
        migrations.RunSQL(PURGE, "DROP FUNCTION public.rustok_purge_webhooks(timestamptz, boolean)"),
    ]
