"""Let the database keep the tree: path and depth follow the parent, no node is its own ancestor.

Moves of a tenant take turns, so that two of them cannot make a circle, and wait for nodes being added, whose path would
be an old one. What is copied with its path, as when a tenant moves between cells, keeps it.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION content_node_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF pg_trigger_depth() > 1 THEN
            RETURN NEW;
        END IF;
        NEW.path := OLD.path;
        NEW.depth := OLD.depth;
        IF NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id THEN
            RETURN NEW;
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('content.tree ' || NEW.tenant_id, 0));
        -- A move that was waited for may have put this node elsewhere.
        SELECT path INTO NEW.path FROM nodes WHERE tenant_id = NEW.tenant_id AND id = NEW.id;
    ELSIF NEW.path <> '' THEN
        RETURN NEW;
    ELSE
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('content.tree ' || NEW.tenant_id, 0));
    END IF;
    IF NEW.parent_id IS NOT NULL THEN
        SELECT path INTO above FROM nodes WHERE tenant_id = NEW.tenant_id AND id = NEW.parent_id;
        IF above IS NULL THEN
            RAISE EXCEPTION 'node % has no parent %', NEW.id, NEW.parent_id
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'nodes_parent_fk';
        END IF;
        IF TG_OP = 'UPDATE' AND above ^@ NEW.path THEN
            RAISE EXCEPTION 'node % would be its own ancestor', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'nodes_circle_ck';
        END IF;
    END IF;
    NEW.path := above || replace(NEW.id::text, '-', '');
    NEW.depth := length(NEW.path) / 32 - 1;
    RETURN NEW;
END
$$;

CREATE FUNCTION content_node_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 THEN
        UPDATE nodes
           SET path = NEW.path || substr(path, length(OLD.path) + 1), depth = depth + NEW.depth - OLD.depth
         WHERE tenant_id = NEW.tenant_id AND path ^@ OLD.path AND id <> NEW.id;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION content_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

WITH RECURSIVE tree AS (
    SELECT tenant_id, id, replace(id::text, '-', '') AS path FROM nodes WHERE parent_id IS NULL
    UNION ALL
    SELECT n.tenant_id, n.id, t.path || replace(n.id::text, '-', '')
      FROM nodes n JOIN tree t ON t.tenant_id = n.tenant_id AND t.id = n.parent_id
)
UPDATE nodes n SET path = t.path, depth = length(t.path) / 32 - 1
  FROM tree t WHERE t.tenant_id = n.tenant_id AND t.id = n.id;

UPDATE node_translations t SET status = n.status, published_at = n.published_at
  FROM nodes n WHERE n.tenant_id = t.tenant_id AND n.id = t.node_id;
UPDATE node_translations SET is_addressed = false WHERE kind = 'page';

-- A UUIDv7 begins with its time, so that paths sort as answers were written.
ALTER TABLE nodes ADD CONSTRAINT nodes_path_ck CHECK (
    right(path, 32) = replace(id::text, '-', '') AND length(path) = 32 * (depth + 1) AND depth <= 60
);
CREATE TRIGGER nodes_place BEFORE INSERT OR UPDATE ON nodes FOR EACH ROW EXECUTE FUNCTION content_node_place();
CREATE TRIGGER nodes_follow AFTER UPDATE OF parent_id ON nodes FOR EACH ROW
    WHEN (OLD.path <> NEW.path) EXECUTE FUNCTION content_node_follow();
CREATE TRIGGER moderation_actions_append_only BEFORE UPDATE OR DELETE ON moderation_actions
    FOR EACH ROW WHEN (current_user = 'rustok_app') EXECUTE FUNCTION content_refuse_change();
"""
BACKWARD = """
DROP TRIGGER moderation_actions_append_only ON moderation_actions;
DROP TRIGGER nodes_follow ON nodes;
DROP TRIGGER nodes_place ON nodes;
ALTER TABLE nodes DROP CONSTRAINT nodes_path_ck;
DROP FUNCTION content_refuse_change();
DROP FUNCTION content_node_follow();
DROP FUNCTION content_node_place();
"""


class Migration(migrations.Migration):
    dependencies = [("rustok_content", "0002_publishing")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
