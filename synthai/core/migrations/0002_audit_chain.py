import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import AppendOnly, CascadeInDatabase, TenantPolicy
from synthai.core.together import Together

# The canonical form of an entry and its SHA-256; docs/audit.md describes it, synthai.core.audit_chain repeats it.
# Each field is "<bytes>:<text>," (null is "-,"), so that no two entries read alike.
DIGEST = """
CREATE FUNCTION core_audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $f$
    SELECT coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-') || ','
$f$;
CREATE FUNCTION core_audit_digest(entry core_auditentry, number bigint, previous bytea) RETURNS bytea
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN sha256(convert_to(
        core_audit_field('synthai-audit-1') || core_audit_field(entry.organisation_id::text)
        || core_audit_field(number::text) || core_audit_field(encode(previous, 'hex'))
        || core_audit_field((extract(epoch FROM entry.at) * 1000000)::bigint::text)
        || core_audit_field(entry.actor_kind) || core_audit_field(entry.actor_label)
        || core_audit_field(entry.code) || core_audit_field(entry.object_type)
        || core_audit_field(entry.object_id) || core_audit_field(entry.changes::text)
        || core_audit_field(entry.request_id) || core_audit_field(host(entry.ip)), 'UTF8'));
END $f$;
"""

# On arrival nobody may bring links of their own; the transaction remembers which chains it will have to lock.
ARRIVE = """
CREATE FUNCTION core_audit_arrive() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
    known text := coalesce(current_setting('app.audit_chains', true), '');
    own text := coalesce(NEW.organisation_id, 0) || ',';
BEGIN
    NEW.seq := NULL; NEW.previous_hash := NULL; NEW.hash := NULL;
    IF position(',' || own IN ',' || known) = 0 THEN
        PERFORM set_config('app.audit_chains', known || own, true);
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER core_audit_arrive BEFORE INSERT ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_arrive();
"""

# At commit, when every other lock is held already: lock the chains in one order, then link. Runs as the owner, since
# the serving roles may not update; it is fenced all the same, so it enters the entry's tenant first.
SEAL = """
CREATE FUNCTION core_audit_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $f$
DECLARE
    chain bigint; number bigint; previous bytea;
    tenant text := coalesce(current_setting('app.organisation', true), '');
BEGIN
    FOR chain IN SELECT DISTINCT each::bigint FROM unnest(string_to_array(
        rtrim(current_setting('app.audit_chains', true), ','), ',')) each WHERE each <> '' ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock('core_auditentry'::regclass::oid::int, hashint8(chain));
    END LOOP;
    PERFORM set_config('app.audit_chains', '', true);
    PERFORM set_config('app.organisation', coalesce(NEW.organisation_id::text, ''), true);
    IF NEW.organisation_id IS NULL THEN
        PERFORM pg_advisory_xact_lock('core_auditentry'::regclass::oid::int, hashint8(0));
        SELECT seq, hash INTO number, previous FROM core_auditentry
            WHERE organisation_id IS NULL AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1;
    ELSE
        PERFORM pg_advisory_xact_lock('core_auditentry'::regclass::oid::int, hashint8(NEW.organisation_id));
        SELECT seq, hash INTO number, previous FROM core_auditentry
            WHERE organisation_id = NEW.organisation_id AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1;
    END IF;
    number := coalesce(number, 0) + 1;
    previous := coalesce(previous, decode(repeat('00', 32), 'hex'));
    UPDATE core_auditentry SET seq = number, previous_hash = previous,
        hash = core_audit_digest(NEW, number, previous) WHERE id = NEW.id AND seq IS NULL;
    PERFORM set_config('app.organisation', tenant, true);
    RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER core_audit_seal AFTER INSERT ON core_auditentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION core_audit_seal();
"""

# Holds for the owner too: nothing changes but the links of a new entry and the emptied name of an erased person,
# nothing goes but with its organisation's row.
GUARD = """
CREATE FUNCTION core_audit_guard() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.organisation_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM %(organisations)s WHERE id = OLD.organisation_id)
        THEN RETURN OLD; END IF;
    ELSIF (NEW.id, NEW.organisation_id, NEW.at, NEW.actor_kind, NEW.actor_label, NEW.code, NEW.object_type,
           NEW.object_id, NEW.changes, NEW.request_id, NEW.ip)
        IS NOT DISTINCT FROM (OLD.id, OLD.organisation_id, OLD.at, OLD.actor_kind, OLD.actor_label, OLD.code,
           OLD.object_type, OLD.object_id, OLD.changes, OLD.request_id, OLD.ip)
        AND (NEW.actor_user_id IS NULL OR NEW.actor_user_id IS NOT DISTINCT FROM OLD.actor_user_id)
        AND (OLD.seq IS NULL OR (NEW.seq, NEW.previous_hash, NEW.hash)
            IS NOT DISTINCT FROM (OLD.seq, OLD.previous_hash, OLD.hash))
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'The audit trail is append-only: entry %% cannot be changed or deleted.', OLD.id
        USING ERRCODE = 'insufficient_privilege';
END $f$;
CREATE TRIGGER core_audit_guard BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_guard();
"""

# What was written before there were chains, in the order of writing. FORCE would hide other tenants' rows from us.
CHAIN_OLD = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE core_auditentry NO FORCE ROW LEVEL SECURITY;
DO $do$
DECLARE entry core_auditentry; chain bigint := -1; number bigint; previous bytea;
BEGIN
    FOR entry IN SELECT * FROM core_auditentry ORDER BY coalesce(organisation_id, 0), id LOOP
        IF coalesce(entry.organisation_id, 0) <> chain THEN
            chain := coalesce(entry.organisation_id, 0); number := 0; previous := decode(repeat('00', 32), 'hex');
        END IF;
        number := number + 1;
        UPDATE core_auditentry SET seq = number, previous_hash = previous,
            hash = core_audit_digest(entry, number, previous) WHERE id = entry.id RETURNING hash INTO previous;
    END LOOP;
END $do$;
ALTER TABLE core_auditentry FORCE ROW LEVEL SECURITY;
"""

UNDO = """
DROP TRIGGER core_audit_guard ON core_auditentry;
DROP TRIGGER core_audit_seal ON core_auditentry;
DROP TRIGGER core_audit_arrive ON core_auditentry;
DROP FUNCTION core_audit_guard(); DROP FUNCTION core_audit_seal(); DROP FUNCTION core_audit_arrive();
DROP FUNCTION core_audit_digest(core_auditentry, bigint, bytea); DROP FUNCTION core_audit_field(text);
"""


def chain(apps, editor):
    organisations = apps.get_model(settings.ORGANISATION_MODEL)._meta.db_table
    editor.execute(DIGEST, params=None)
    editor.execute(CHAIN_OLD, params=None)
    for statements in (ARRIVE, SEAL, GUARD % {"organisations": editor.quote_name(organisations)}):
        editor.execute(statements, params=None)


def unchain(apps, editor):
    editor.execute(UNDO, params=None)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.ORGANISATION_MODEL),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditAnchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.ORGANISATION_MODEL,
                    ),
                ),
                ("day", models.DateField()),
                ("seq", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "audit anchor",
                "verbose_name_plural": "audit anchors",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "day"), nulls_distinct=False, name="core_audit_anchor_daily"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.ORGANISATION_MODEL,
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Checking"),
                            ("passed", "Unbroken"),
                            ("broken", "Broken"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("requested_by", models.CharField(max_length=254)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("finished_at", models.DateTimeField(null=True)),
                ("total", models.BigIntegerField(default=0)),
                ("checked", models.BigIntegerField(default=0)),
                ("anchors", models.PositiveIntegerField(default=0)),
                ("head_seq", models.BigIntegerField(null=True)),
                ("head_hash", models.BinaryField(null=True)),
                ("broken_seq", models.BigIntegerField(null=True)),
                ("fault", models.CharField(blank=True, max_length=16)),
            ],
            options={
                "verbose_name": "audit check",
                "verbose_name_plural": "audit checks",
                "indexes": [
                    models.Index(fields=["organisation", "-requested_at"], name="core_auditcheck_newest")
                ],
            },
        ),
        TenantPolicy("core_auditanchor", optional=True),
        TenantPolicy("core_auditcheck", optional=True),
        CascadeInDatabase("core.AuditAnchor", "organisation", on_delete="CASCADE"),
        AppendOnly("core_auditanchor"),
        Together(
            [
                migrations.AddField("auditentry", "hash", models.BinaryField(null=True)),
                migrations.AddField("auditentry", "previous_hash", models.BinaryField(null=True)),
                migrations.AddField("auditentry", "seq", models.BigIntegerField(editable=False, null=True)),
            ]
        ),
        migrations.RunPython(chain, unchain, elidable=False),
        migrations.AddConstraint(
            "auditentry",
            models.UniqueConstraint(
                condition=models.Q(("seq__isnull", False)),
                fields=("organisation", "seq"),
                name="core_audit_chain",
                nulls_distinct=False,
            ),
        ),
    ]
