"""Marketing texts, their variants, and the words that an organisation never uses."""

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
        ("content", "0007_reads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CopyRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("kind", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=200)),
                ("tone", models.CharField(max_length=20)),
                ("length", models.CharField(max_length=10)),
                ("language", models.CharField(default="en", max_length=10)),
                ("answers", models.JSONField(default=dict)),
                ("banned", models.JSONField(default=list)),
                ("created_by_label", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(editable=False)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "machine_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not asked"),
                            ("asked", "Writing"),
                            ("written", "Written"),
                            ("refused", "Refused"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("machine_reason", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                "verbose_name": "marketing text",
                "verbose_name_plural": "marketing texts",
            },
        ),
        migrations.CreateModel(
            name="CopyVariant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("number", models.PositiveSmallIntegerField()),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("machine", "Language model"),
                            ("template", "Template writer"),
                            ("person", "You"),
                        ],
                        default="template",
                        max_length=10,
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=20)),
                ("is_unchecked", models.BooleanField(default=False)),
                ("is_favourite", models.BooleanField(default=False)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(editable=False)),
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
                    "request",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.copyrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "variant of a marketing text",
                "verbose_name_plural": "variants of marketing texts",
            },
        ),
        migrations.CreateModel(
            name="BannedWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("word", models.CharField(max_length=80, verbose_name="word")),
                ("added_by_label", models.CharField(blank=True, max_length=200)),
                ("added_at", models.DateTimeField(editable=False)),
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
                "verbose_name": "word not to be used",
                "verbose_name_plural": "words not to be used",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "word"), name="content_banned_word")
                ],
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="copyrequest",
                    index=models.Index(
                        fields=["organisation", "-created_at", "-id"], name="content_copy_newest"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="copyrequest",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_copy_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="copyrequest",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="content_copy_public_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="copyvariant",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "request", "number"), name="content_variant_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="copyvariant",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="content_variant_public_id"
                    ),
                ),
            ]
        ),
        TenantPolicy("content_copyrequest"),
        TenantPolicy("content_copyvariant"),
        TenantPolicy("content_bannedword"),
        TenantReference("content_copyvariant", "request_id", "content_copyrequest"),
    ]
