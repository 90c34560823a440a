"""Documents of others that were read in, and their text page by page."""

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
        ("content", "0006_sharing_and_signing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadDocument",
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
                            ("waiting", "Waiting for its turn"),
                            ("reading", "Being read"),
                            ("read", "Read"),
                            ("failed", "Could not be read"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("path", models.CharField(blank=True, editable=False, max_length=300)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(max_length=64)),
                ("kind", models.CharField(blank=True, max_length=10)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("author", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("pages_read", models.PositiveIntegerField(default=0)),
                ("has_pages", models.BooleanField(default=True)),
                ("empty_pages", models.PositiveIntegerField(default=0)),
                ("cut", models.CharField(blank=True, max_length=10)),
                ("knowledge", models.JSONField(default=dict)),
                ("slip", models.JSONField(default=dict)),
                ("accepted", models.JSONField(default=list)),
                ("summary", models.JSONField(default=list)),
                (
                    "summary_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Taken from the text"),
                            ("asked", "A language model is writing"),
                            ("written", "Written by a language model"),
                            ("refused", "The language model's summary was refused"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("summary_reason", models.CharField(blank=True, max_length=300)),
                ("uploaded_by_label", models.CharField(blank=True, max_length=200)),
                ("uploaded_at", models.DateTimeField(editable=False)),
                ("queued_at", models.DateTimeField(editable=False)),
                ("read_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("keep_until", models.DateField()),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("request_key", models.CharField(blank=True, editable=False, max_length=64)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("lease_token", models.CharField(blank=True, editable=False, max_length=32)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("error_code", models.CharField(blank=True, max_length=80)),
                ("error", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "uploaded_by",
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
                "verbose_name": "document read in",
                "verbose_name_plural": "documents read in",
            },
        ),
        migrations.CreateModel(
            name="ReadPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("blocks", models.JSONField(default=list)),
                ("text", models.TextField(blank=True)),
                (
                    "document",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.readdocument",
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
                "verbose_name": "page of a document read in",
                "verbose_name_plural": "pages of documents read in",
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="readdocument",
                    index=models.Index(
                        fields=["organisation", "-uploaded_at", "-id"], name="content_read_newest"
                    ),
                ),
                migrations.AddIndex(
                    model_name="readdocument",
                    index=models.Index(
                        condition=models.Q(("state__in", ["waiting", "reading"])),
                        fields=["organisation", "queued_at"],
                        name="content_read_working",
                    ),
                ),
                migrations.AddIndex(
                    model_name="readdocument",
                    index=models.Index(fields=["organisation", "keep_until"], name="content_read_keep_until"),
                ),
                migrations.AddConstraint(
                    model_name="readdocument",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_read_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="readdocument",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="content_read_public_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="readdocument",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("request_key", ""), _negated=True),
                        fields=("organisation", "request_key"),
                        name="content_read_request_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="readpage",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "document", "number"), name="content_read_page"
                    ),
                ),
            ]
        ),
        TenantPolicy("content_readdocument"),
        TenantPolicy("content_readpage"),
        TenantReference("content_readpage", "document_id", "content_readdocument"),
    ]
