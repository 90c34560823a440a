"""Templates of an organisation's own and the clauses they share, each with versions that are never changed."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together

# What was published or approved stays as it was; the link to a person may be cleared.
KEPT = """
CREATE FUNCTION content_published_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF (to_jsonb(NEW) - 'published_by_id' - 'approved_by_id') IS DISTINCT FROM (to_jsonb(OLD) - 'published_by_id' - 'approved_by_id') THEN
        RAISE EXCEPTION 'Version % is kept as it was: make another version.', OLD.number USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER content_published_stays BEFORE UPDATE ON content_templateversion
    FOR EACH ROW EXECUTE FUNCTION content_published_stays();
CREATE TRIGGER content_approved_stays BEFORE UPDATE ON content_clauseversion
    FOR EACH ROW EXECUTE FUNCTION content_published_stays();
"""
UNKEPT = """
DROP TRIGGER content_approved_stays ON content_clauseversion;
DROP TRIGGER content_published_stays ON content_templateversion;
DROP FUNCTION content_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_guests"),
        ("content", "0020_documents_worked_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Clause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "slug",
                    models.CharField(
                        db_collation="C",
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*\\Z",
                                "Use small letters, digits and hyphens, like payment-terms.",
                            )
                        ],
                        verbose_name="name in templates",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="heading")),
                ("text", models.TextField(max_length=20000, verbose_name="text")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="look at it again on")),
                ("reminded_for", models.DateField(blank=True, editable=False, null=True)),
                ("number", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("approved_version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fallback",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.clause",
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
                    "owner",
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
                "verbose_name": "clause",
                "verbose_name_plural": "clauses",
            },
        ),
        migrations.CreateModel(
            name="ClauseVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(max_length=20000)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("approved_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clause",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.clause"
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
                "verbose_name": "version of a clause",
                "verbose_name_plural": "versions of clauses",
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("origin", models.CharField(blank=True, db_collation="C", max_length=120)),
                ("body", models.JSONField(default=dict)),
                ("undo", models.JSONField(blank=True, null=True)),
                ("number", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("published_version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "verbose_name": "template",
                "verbose_name_plural": "templates",
            },
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("body", models.JSONField(default=dict)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("published_at", models.DateTimeField()),
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
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "template",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.template"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a template",
                "verbose_name_plural": "versions of templates",
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="clause",
                    index=models.Index(
                        fields=["organisation", "title", "id"], name="content_clause_by_title"
                    ),
                ),
                migrations.AddIndex(
                    model_name="clause",
                    index=models.Index(fields=["organisation", "review_on"], name="content_clause_review"),
                ),
                migrations.AddConstraint(
                    model_name="clause",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_clause_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="clause",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="content_clause_public_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="clause",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "slug"),
                        name="content_clause_slug",
                        violation_error_message="Another clause has this name in templates. Choose another one.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="clauseversion",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "clause", "number"), name="content_clause_version_number"
                    ),
                ),
                migrations.AddIndex(
                    model_name="template",
                    index=models.Index(
                        fields=["organisation", "title", "id"], name="content_template_by_title"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="template",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_template_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="template",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="content_template_public_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="templateversion",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "template", "number"), name="content_template_version_number"
                    ),
                ),
            ]
        ),
        TenantPolicy("content_template"),
        TenantPolicy("content_templateversion"),
        TenantPolicy("content_clause"),
        TenantPolicy("content_clauseversion"),
        TenantReference("content_templateversion", "template_id", "content_template"),
        TenantReference("content_clauseversion", "clause_id", "content_clause"),
        TenantReference("content_clause", "fallback_id", "content_clause"),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
