"""What was done and what was agreed to is evidence: the database itself refuses to change it, or to delete it early.

Tortoise knows no triggers, so this one is written by hand.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

#: A day less than services.audit keeps entries, for clocks that differ.
_SQLITE = (
    """CREATE TRIGGER core_audit_entry_unchanged BEFORE UPDATE ON core_audit_entry
    BEGIN SELECT RAISE(ABORT, 'an audit entry is never changed'); END""",
    """CREATE TRIGGER core_audit_entry_kept BEFORE DELETE ON core_audit_entry
    WHEN datetime(OLD.at) > datetime('now', '-730 days')
    BEGIN SELECT RAISE(ABORT, 'an audit entry is kept for two years'); END""",
    """CREATE TRIGGER core_consent_record_unchanged BEFORE UPDATE ON core_consent_record
    BEGIN SELECT RAISE(ABORT, 'a consent record is never changed'); END""",
    """CREATE TRIGGER core_consent_record_kept BEFORE DELETE ON core_consent_record
    WHEN EXISTS (SELECT 1 FROM core_contact WHERE id = OLD.contact_id)
        AND EXISTS (SELECT 1 FROM core_association WHERE id = OLD.association_id)
    BEGIN SELECT RAISE(ABORT, 'a consent record is kept as long as its contact'); END""",
)
_POSTGRES = (
    """CREATE FUNCTION core_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER core_audit_entry_unchanged BEFORE UPDATE ON core_audit_entry
    FOR EACH ROW EXECUTE FUNCTION core_refuse('an audit entry is never changed')""",
    """CREATE TRIGGER core_audit_entry_kept BEFORE DELETE ON core_audit_entry
    FOR EACH ROW WHEN (OLD.at > now() - interval '730 days')
    EXECUTE FUNCTION core_refuse('an audit entry is kept for two years')""",
    """CREATE TRIGGER core_consent_record_unchanged BEFORE UPDATE ON core_consent_record
    FOR EACH ROW EXECUTE FUNCTION core_refuse('a consent record is never changed')""",
    # A condition of a trigger cannot ask other tables; a function can.
    """CREATE FUNCTION core_consent_record_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM core_contact WHERE id = OLD.contact_id)
            AND EXISTS (SELECT 1 FROM core_association WHERE id = OLD.association_id)
        THEN RAISE EXCEPTION 'a consent record is kept as long as its contact' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END $$""",
    """CREATE TRIGGER core_consent_record_kept BEFORE DELETE ON core_consent_record
    FOR EACH ROW EXECUTE FUNCTION core_consent_record_keep()""",
)


async def _create_triggers(_apps: Any, editor: Any) -> None:
    statements = _SQLITE if editor.client.capabilities.dialect == "sqlite" else _POSTGRES
    for statement in statements:
        await editor.client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    initial = False

    operations = [ops.RunPython(_create_triggers)]
