"""Documents and their versions. A version is never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together

# What a version says stays as it was; the link to a person may be cleared, and the paper that went out is put in once.
KEPT = """
CREATE FUNCTION content_version_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF (NEW.organisation_id, NEW.document_id, NEW.number, NEW.title, NEW.ref, NEW.language, NEW.answers, NEW.texts, NEW.facts, NEW.made_at)
        IS DISTINCT FROM
        (OLD.organisation_id, OLD.document_id, OLD.number, OLD.title, OLD.ref, OLD.language, OLD.answers, OLD.texts, OLD.facts, OLD.made_at)
        OR (OLD.sha256 <> '' AND (NEW.pdf, NEW.sha256) IS DISTINCT FROM (OLD.pdf, OLD.sha256))
    THEN
        RAISE EXCEPTION 'Version % of document % is kept as it was: make another version.', OLD.number, OLD.document_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER content_version_stays BEFORE UPDATE ON content_documentversion
    FOR EACH ROW EXECUTE FUNCTION content_version_stays();
"""
UNKEPT = """
DROP TRIGGER content_version_stays ON content_documentversion;
DROP FUNCTION content_version_stays();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0013_guests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("ref", models.CharField(db_collation="C", max_length=120)),
                ("language", models.CharField(default="en", max_length=10, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("review", "Waits for approval"),
                            ("approved", "Approved"),
                            ("sent", "Sent"),
                            ("signed", "Signed"),
                            ("declined", "Declined"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("texts", models.JSONField(default=dict)),
                ("facts", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("confirmed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                "verbose_name": "document",
                "verbose_name_plural": "documents",
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("saved", "Saved"),
                            ("generated", "Written"),
                            ("restored", "Restored"),
                            ("sent", "Sent"),
                        ],
                        default="saved",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("ref", models.CharField(db_collation="C", max_length=120)),
                ("language", models.CharField(max_length=10)),
                ("answers", models.JSONField(default=dict)),
                ("texts", models.JSONField(default=dict)),
                ("facts", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                ("pdf", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "document",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="content.document",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "version of a document",
                "verbose_name_plural": "versions of documents",
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        fields=["organisation", "-changed_at", "-id"], name="content_document_newest"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_document_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="content_document_public_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="documentversion",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_version_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="documentversion",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "document", "number"), name="content_version_number"
                    ),
                ),
            ]
        ),
        TenantPolicy("content_document"),
        TenantPolicy("content_documentversion"),
        TenantReference("content_documentversion", "document_id", "content_document"),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
