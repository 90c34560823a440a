"""What the database itself keeps: numbers without a gap, documents that stay, entries that balance, books that are closed.

The guards are triggers, so they hold for the owner of the tables too; the serving roles have no right to change or delete at all.
"""

from django.db import migrations

from synthai.core.migrations_ops import AppendOnly, TenantPolicy, TenantReference

# A number is taken by raising `last` by one, in a year that is not over. Nothing is ever taken back.
SERIES = """
CREATE FUNCTION billing_series_rises() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF (NEW.entity_id, NEW.code, NEW.year) IS DISTINCT FROM (OLD.entity_id, OLD.code, OLD.year)
        OR NEW.last <> OLD.last + 1 OR NEW.last_issued_at < OLD.last_issued_at
    THEN
        RAISE EXCEPTION 'Numbers are taken one after the other: series % % stands at %.', OLD.code, OLD.year, OLD.last
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER billing_series_rises BEFORE UPDATE ON billing_numberseries
    FOR EACH ROW EXECUTE FUNCTION billing_series_rises();
"""

# Rows that nobody changes or deletes, the owner included.
KEPT = """
CREATE FUNCTION billing_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    RAISE EXCEPTION '% is append-only: row % cannot be changed or deleted.', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'insufficient_privilege';
END $f$;
CREATE TRIGGER billing_stays BEFORE UPDATE OR DELETE ON billing_journalentry
    FOR EACH ROW EXECUTE FUNCTION billing_stays();
CREATE TRIGGER billing_stays BEFORE UPDATE OR DELETE ON billing_journalline
    FOR EACH ROW EXECUTE FUNCTION billing_stays();
CREATE TRIGGER billing_stays BEFORE UPDATE OR DELETE ON billing_bookclosing
    FOR EACH ROW EXECUTE FUNCTION billing_stays();
CREATE TRIGGER billing_stays BEFORE UPDATE OR DELETE ON billing_vatrow
    FOR EACH ROW EXECUTE FUNCTION billing_stays();
"""

# An issued document goes when its years are over, or when the very same is among the retained ones; those go by date alone.
DOCUMENTS = """
CREATE FUNCTION billing_document_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.retain_until < CURRENT_DATE THEN RETURN OLD; END IF;
        IF EXISTS (SELECT FROM billing_retaineddocument kept WHERE kept.entity_id = OLD.entity_id
            AND kept.number = OLD.number AND kept.kind = OLD.kind AND kept.data = OLD.data
            AND kept.sha256 = OLD.sha256 AND kept.retain_until >= OLD.retain_until
            AND (kept.excl, kept.vat, kept.incl) = (OLD.excl, OLD.vat, OLD.incl))
        THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION 'Document % was issued: it cannot be changed, nor deleted before %.', OLD.number, OLD.retain_until
        USING ERRCODE = 'insufficient_privilege';
END $f$;
CREATE TRIGGER billing_document_stays BEFORE UPDATE OR DELETE ON billing_taxdocument
    FOR EACH ROW EXECUTE FUNCTION billing_document_stays();

CREATE FUNCTION billing_retained_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.retain_until < CURRENT_DATE THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'Document % is retained until %: it cannot be changed or deleted.', OLD.number, OLD.retain_until
        USING ERRCODE = 'insufficient_privilege';
END $f$;
CREATE TRIGGER billing_retained_stays BEFORE UPDATE OR DELETE ON billing_retaineddocument
    FOR EACH ROW EXECUTE FUNCTION billing_retained_stays();

-- For the end of an organisation: its documents leave their table, which no serving role may delete from. Runs as the owner,
-- inside the tenant's fence; the trigger above lets a document go only when the same is retained.
CREATE FUNCTION billing_release_documents(organisation bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $f$
DECLARE released bigint;
BEGIN
    DELETE FROM billing_taxdocument WHERE organisation_id = organisation;
    GET DIAGNOSTICS released = ROW_COUNT;
    RETURN released;
END $f$;
"""

# Posting takes the entity's books shared, closing takes them alone (services.closings): a posting sees a closing or comes before it.
BOOKS = """
CREATE FUNCTION billing_entry_day() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE closed date;
BEGIN
    PERFORM pg_advisory_xact_lock_shared('billing_bookclosing'::regclass::oid::int, NEW.entity_id::int);
    SELECT max(until) INTO closed FROM billing_bookclosing WHERE entity_id = NEW.entity_id;
    IF closed IS NOT NULL AND NEW.posted_on <= closed THEN NEW.posted_on := closed + 1; END IF;
    NEW.written_by := pg_current_xact_id()::text;
    RETURN NEW;
END $f$;
CREATE TRIGGER billing_entry_day BEFORE INSERT ON billing_journalentry
    FOR EACH ROW EXECUTE FUNCTION billing_entry_day();

CREATE FUNCTION billing_closing_order() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    PERFORM pg_advisory_xact_lock('billing_bookclosing'::regclass::oid::int, NEW.entity_id::int);
    IF EXISTS (SELECT FROM billing_bookclosing WHERE entity_id = NEW.entity_id AND until >= NEW.until) THEN
        RAISE EXCEPTION 'The books are closed until % or later already.', NEW.until USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER billing_closing_order BEFORE INSERT ON billing_bookclosing
    FOR EACH ROW EXECUTE FUNCTION billing_closing_order();

-- Judged at commit, once for each entry: two sides, the same entity, and nothing left over.
CREATE FUNCTION billing_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE sides bigint; over numeric; strange bigint;
BEGIN
    SELECT count(*), coalesce(sum(line.cents), 0), count(*) FILTER (WHERE account.entity_id <> NEW.entity_id)
        INTO sides, over, strange
        FROM billing_journalline line JOIN billing_account account ON account.id = line.account_id
        WHERE line.entry_id = NEW.id;
    IF sides < 2 OR over <> 0 OR strange > 0 THEN
        RAISE EXCEPTION 'Journal entry % does not balance: % lines, % cents over, % of another entity.',
            NEW.key, sides, over, strange USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER billing_entry_balances AFTER INSERT ON billing_journalentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION billing_entry_balances();

-- Lines come with their entry, in its transaction; an entry that was committed takes no more.
CREATE FUNCTION billing_line_comes_along() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE late bigint;
BEGIN
    SELECT count(*) INTO late FROM (SELECT DISTINCT entry_id FROM fresh) lines
        JOIN billing_journalentry entry ON entry.id = lines.entry_id
        WHERE entry.written_by <> pg_current_xact_id()::text;
    IF late > 0 THEN
        RAISE EXCEPTION 'A journal entry takes no lines after its transaction.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $f$;
CREATE TRIGGER billing_line_comes_along AFTER INSERT ON billing_journalline REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION billing_line_comes_along();
"""

UNDO = """
DROP TRIGGER billing_line_comes_along ON billing_journalline;
DROP TRIGGER billing_entry_balances ON billing_journalentry;
DROP TRIGGER billing_closing_order ON billing_bookclosing;
DROP TRIGGER billing_entry_day ON billing_journalentry;
DROP TRIGGER billing_retained_stays ON billing_retaineddocument;
DROP TRIGGER billing_document_stays ON billing_taxdocument;
DROP TRIGGER billing_stays ON billing_vatrow;
DROP TRIGGER billing_stays ON billing_bookclosing;
DROP TRIGGER billing_stays ON billing_journalline;
DROP TRIGGER billing_stays ON billing_journalentry;
DROP TRIGGER billing_series_rises ON billing_numberseries;
DROP FUNCTION billing_line_comes_along(); DROP FUNCTION billing_entry_balances(); DROP FUNCTION billing_closing_order();
DROP FUNCTION billing_entry_day(); DROP FUNCTION billing_release_documents(bigint); DROP FUNCTION billing_retained_stays();
DROP FUNCTION billing_document_stays(); DROP FUNCTION billing_stays(); DROP FUNCTION billing_series_rises();
"""


def guard(apps, editor):
    for statements in (SERIES, KEPT, DOCUMENTS, BOOKS):
        editor.execute(statements, params=None)


def unguard(apps, editor):
    editor.execute(UNDO, params=None)


class Migration(migrations.Migration):
    # After core gave the serving roles their rights: taking one away before that would not last.
    dependencies = [("billing", "0008_books"), ("core", "0003_audit_seal_by_index")]

    operations = [
        TenantPolicy("billing_taxdocument"),
        TenantPolicy("billing_documentdelivery"),
        TenantPolicy("billing_waitingdocument"),
        TenantReference("billing_taxdocument", "charge_id", "billing_charge"),
        TenantReference("billing_taxdocument", "original_id", "billing_taxdocument"),
        TenantReference("billing_taxdocument", "corrects_id", "billing_taxdocument"),
        TenantReference("billing_documentdelivery", "document_id", "billing_taxdocument"),
        TenantReference("billing_waitingdocument", "charge_id", "billing_charge"),
        migrations.RunPython(guard, unguard, elidable=False),
        AppendOnly("billing_taxdocument"),
        AppendOnly("billing_vatrow"),
        AppendOnly("billing_journalentry"),
        AppendOnly("billing_journalline"),
        AppendOnly("billing_bookclosing"),
    ]
