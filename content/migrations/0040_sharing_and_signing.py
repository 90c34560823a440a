"""Links, views, signatures with their chained events, and dates in documents. What happened to a request is never changed, nor a sealed file."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together

# An event stays as it was written; a sealed file is put in once; a signature that was given stays given.
KEPT = """
CREATE FUNCTION content_signing_event_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    RAISE EXCEPTION 'Event % of request % is kept as it was.', OLD.number, OLD.request_id USING ERRCODE = 'insufficient_privilege';
END $f$;
CREATE TRIGGER content_signing_event_stays BEFORE UPDATE ON content_signingevent
    FOR EACH ROW EXECUTE FUNCTION content_signing_event_stays();

CREATE FUNCTION content_seal_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF NEW.shown_id IS DISTINCT FROM OLD.shown_id
        OR (OLD.sealed_sha256 <> '' AND (NEW.sealed_path, NEW.sealed_sha256, NEW.sealed_at)
            IS DISTINCT FROM (OLD.sealed_path, OLD.sealed_sha256, OLD.sealed_at))
    THEN
        RAISE EXCEPTION 'Request % is about one version, and sealed once.', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER content_seal_stays BEFORE UPDATE ON content_signingrequest
    FOR EACH ROW EXECUTE FUNCTION content_seal_stays();

CREATE FUNCTION content_signature_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF OLD.state IN ('signed', 'declined', 'delegated') AND
        (NEW.state, NEW.name, NEW.email, NEW.signed_name, NEW.consent, NEW.drawing, NEW.ended_at)
        IS DISTINCT FROM
        (OLD.state, OLD.name, OLD.email, OLD.signed_name, OLD.consent, OLD.drawing, OLD.ended_at)
    THEN
        RAISE EXCEPTION 'What signer % did stays as it was.', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER content_signature_stays BEFORE UPDATE ON content_signer
    FOR EACH ROW EXECUTE FUNCTION content_signature_stays();
"""
UNKEPT = """
DROP TRIGGER content_signature_stays ON content_signer;
DROP FUNCTION content_signature_stays();
DROP TRIGGER content_seal_stays ON content_signingrequest;
DROP FUNCTION content_seal_stays();
DROP TRIGGER content_signing_event_stays ON content_signingevent;
DROP FUNCTION content_signing_event_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_guests"),
        ("content", "0015_word_templates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("code_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("code_sent_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("code_tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("codes_sent", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("codes_since", models.DateTimeField(blank=True, editable=False, null=True)),
                ("public_id", synthai.core.models.PublicIdField()),
                ("token_hash", models.CharField(editable=False, max_length=64)),
                ("name", models.CharField(max_length=120, verbose_name="who it is for")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="their e-mail address")),
                ("asks_code", models.BooleanField(default=False, verbose_name="ask for a code by e-mail")),
                (
                    "has_watermark",
                    models.BooleanField(default=False, verbose_name="print their name across each page"),
                ),
                ("may_download", models.BooleanField(default=True, verbose_name="they may download it")),
                ("expires_at", models.DateTimeField(verbose_name="open until")),
                ("created_at", models.DateTimeField(editable=False)),
                ("mailed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("first_viewed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.document"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "shown",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.documentversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "link to a document",
                "verbose_name_plural": "links to documents",
            },
        ),
        migrations.CreateModel(
            name="ShareView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("viewed", "Opened"), ("downloaded", "Downloaded")], max_length=10
                    ),
                ),
                ("at", models.DateTimeField()),
                ("agent", models.CharField(blank=True, max_length=60)),
                ("ip", models.GenericIPAddressField(blank=True, null=True)),
                (
                    "link",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.sharelink",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "view of a shared document",
                "verbose_name_plural": "views of shared documents",
            },
        ),
        migrations.CreateModel(
            name="Signer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("code_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("code_sent_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("code_tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("codes_sent", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("codes_since", models.DateTimeField(blank=True, editable=False, null=True)),
                ("public_id", synthai.core.models.PublicIdField()),
                ("role", models.CharField(blank=True, max_length=60)),
                ("label", models.CharField(max_length=200)),
                ("capacity", models.CharField(blank=True, max_length=200)),
                ("place", models.PositiveSmallIntegerField(default=1, verbose_name="order")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("token_hash", models.CharField(editable=False, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Not asked yet"),
                            ("asked", "Asked"),
                            ("signed", "Signed"),
                            ("declined", "Declined"),
                            ("delegated", "Passed on"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("proved_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("reminders", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("told_event", models.CharField(blank=True, editable=False, max_length=40)),
                ("signed_name", models.CharField(blank=True, max_length=120)),
                ("consent", models.TextField(blank=True)),
                ("drawing", models.BinaryField(blank=True, default=b"")),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("ip", models.GenericIPAddressField(blank=True, null=True)),
                ("agent", models.CharField(blank=True, max_length=60)),
                (
                    "instead_of",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.signer",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "signer",
                "verbose_name_plural": "signers",
            },
        ),
        migrations.CreateModel(
            name="SigningRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being signed"),
                            ("completed", "Signed by everybody"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("in_turn", models.BooleanField(default=True, verbose_name="one after the other")),
                ("message", models.TextField(blank=True, max_length=1000, verbose_name="message")),
                ("expires_at", models.DateTimeField(verbose_name="open until")),
                ("remind_after", models.JSONField(blank=True, default=list)),
                ("remind_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "seal_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not yet"),
                            ("waiting", "About to be sealed"),
                            ("running", "Being sealed"),
                            ("done", "Sealed"),
                            ("failed", "Could not be sealed"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("lease_token", models.CharField(blank=True, editable=False, max_length=32)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("trouble", models.CharField(blank=True, editable=False, max_length=200)),
                ("sealed_path", models.CharField(blank=True, editable=False, max_length=200)),
                ("sealed_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("sealed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.document"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "shown",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.documentversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for signatures",
                "verbose_name_plural": "requests for signatures",
            },
        ),
        migrations.CreateModel(
            name="SigningEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("who", models.CharField(max_length=200)),
                ("details", models.JSONField(default=dict)),
                ("ip", models.GenericIPAddressField(blank=True, null=True)),
                ("agent", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                ("before", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "signer",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.signer",
                    ),
                ),
                (
                    "request",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.signingrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of a signing",
                "verbose_name_plural": "events of signings",
            },
        ),
        migrations.AddField(
            model_name="signer",
            name="request",
            field=synthai.core.models.TenantForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="content.signingrequest",
            ),
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("key", models.CharField(blank=True, editable=False, max_length=120)),
                ("what", models.CharField(max_length=200, verbose_name="what")),
                ("due_on", models.DateField(verbose_name="day")),
                (
                    "lead_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="tell how many days before",
                    ),
                ),
                ("tell_on", models.DateField(editable=False)),
                ("told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "document",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.document"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "tells",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "date in a document",
                "verbose_name_plural": "dates in documents",
                "indexes": [
                    models.Index(fields=["organisation", "due_on", "id"], name="content_obligation_day"),
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("told_at__isnull", True)),
                        fields=["organisation", "tell_on"],
                        name="content_obligation_tell",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("organisation", "document", "key"),
                        name="content_obligation_of_field",
                    )
                ],
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="sharelink",
                    index=models.Index(
                        fields=["organisation", "document", "-id"], name="content_link_of_document"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sharelink",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_link_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sharelink",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "token_hash"), name="content_link_token"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sharelink",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("asks_code", False), models.Q(("email", ""), _negated=True), _connector="OR"
                        ),
                        name="content_link_code_needs_mail",
                    ),
                ),
                migrations.AddIndex(
                    model_name="shareview",
                    index=models.Index(fields=["organisation", "link", "-at"], name="content_view_of_link"),
                ),
                migrations.AddIndex(
                    model_name="shareview",
                    index=models.Index(fields=["organisation", "at"], name="content_view_age"),
                ),
                migrations.AddIndex(
                    model_name="signingrequest",
                    index=models.Index(
                        fields=["organisation", "document", "-id"], name="content_signing_of_document"
                    ),
                ),
                migrations.AddIndex(
                    model_name="signingrequest",
                    index=models.Index(
                        condition=models.Q(("sealed_sha256", ""), _negated=True),
                        fields=["organisation", "sealed_sha256"],
                        name="content_signing_seal",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingrequest",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_signing_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingrequest",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("organisation", "document"),
                        name="content_signing_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingevent",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "request", "number"), name="content_signing_event_number"
                    ),
                ),
                migrations.AddIndex(
                    model_name="signer",
                    index=models.Index(
                        fields=["organisation", "request", "place", "id"], name="content_signer_of_request"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signer",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_signer_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signer",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "token_hash"), name="content_signer_token"
                    ),
                ),
            ]
        ),
        TenantPolicy("content_sharelink"),
        TenantPolicy("content_shareview"),
        TenantPolicy("content_signingrequest"),
        TenantPolicy("content_signer"),
        TenantPolicy("content_signingevent"),
        TenantPolicy("content_obligation"),
        TenantReference("content_sharelink", "document_id", "content_document"),
        TenantReference("content_sharelink", "shown_id", "content_documentversion"),
        TenantReference("content_shareview", "link_id", "content_sharelink"),
        TenantReference("content_signingrequest", "document_id", "content_document"),
        TenantReference("content_signingrequest", "shown_id", "content_documentversion"),
        TenantReference("content_signer", "request_id", "content_signingrequest"),
        TenantReference("content_signer", "instead_of_id", "content_signer"),
        TenantReference("content_signingevent", "request_id", "content_signingrequest"),
        TenantReference("content_signingevent", "signer_id", "content_signer"),
        TenantReference("content_obligation", "document_id", "content_document"),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
