"""Many documents of one table: runs, their rows, and the parts of their archives."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_guests"),
        ("content", "0008_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("title", models.CharField(max_length=200)),
                ("refs", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Waits for a file"),
                            ("checking", "Is being checked"),
                            ("ready", "Ready to start"),
                            ("writing", "Is being written"),
                            ("finished", "Finished"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("columns", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=list)),
                ("formats", models.JSONField(default=list)),
                ("makes_documents", models.BooleanField(default=False)),
                ("is_draft", models.BooleanField(default=True, editable=False)),
                ("facts", models.JSONField(default=list)),
                ("row_count", models.PositiveIntegerField(default=0)),
                ("good_count", models.PositiveIntegerField(default=0)),
                ("bad_count", models.PositiveIntegerField(default=0)),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("failed_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(editable=False)),
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_requested_at", models.DateTimeField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
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
                "verbose_name": "bulk run",
                "verbose_name_plural": "bulk runs",
            },
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("cells", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Not checked yet"),
                            ("good", "Good"),
                            ("bad", "To be mended"),
                            ("done", "Written"),
                            ("failed", "Not written"),
                        ],
                        default="new",
                        max_length=6,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("errors", models.JSONField(default=list)),
                ("files", models.JSONField(default=list)),
                (
                    "document",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.document",
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
                    "run",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.bulkrun"
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a bulk run",
                "verbose_name_plural": "rows of bulk runs",
            },
        ),
        migrations.CreateModel(
            name="BulkPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=200)),
                ("is_done", models.BooleanField(default=False)),
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
                    "run",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.bulkrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a bulk run",
                "verbose_name_plural": "parts of bulk runs",
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="bulkrun",
                    index=models.Index(
                        fields=["organisation", "-created_at", "-id"], name="content_bulk_newest"
                    ),
                ),
                migrations.AddIndex(
                    model_name="bulkrun",
                    index=models.Index(
                        fields=["organisation", "state", "lease_until"], name="content_bulk_state"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bulkrun",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_bulk_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bulkrun",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="content_bulk_public_id"
                    ),
                ),
                migrations.AddIndex(
                    model_name="bulkrow",
                    index=models.Index(
                        fields=["organisation", "run", "state", "line"], name="content_bulkrow_state"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bulkrow",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "run", "line"), name="content_bulkrow_line"
                    ),
                ),
                migrations.AddIndex(
                    model_name="bulkpart",
                    index=models.Index(fields=["organisation", "run", "id"], name="content_bulkpart_run"),
                ),
                migrations.AddConstraint(
                    model_name="bulkpart",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_bulkpart_tenant_id"
                    ),
                ),
            ]
        ),
        TenantPolicy("content_bulkrun"),
        TenantPolicy("content_bulkrow"),
        TenantPolicy("content_bulkpart"),
        TenantReference("content_bulkrow", "run_id", "content_bulkrun"),
        TenantReference("content_bulkrow", "document_id", "content_document"),
        TenantReference("content_bulkpart", "run_id", "content_bulkrun"),
    ]
