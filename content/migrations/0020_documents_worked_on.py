"""Approvals, remembered answers, who changed a document last and which part of it, and what it was copied from."""

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
        ("content", "0001_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("of_version", models.PositiveIntegerField()),
                (
                    "note",
                    models.CharField(blank=True, max_length=1000, verbose_name="what approvers should know"),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waits"),
                            ("approved", "Approved"),
                            ("sent_back", "Sent back"),
                            ("void", "Void: the document was changed"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "words",
                    models.CharField(blank=True, max_length=1000, verbose_name="what the approver said"),
                ),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
            },
        ),
        migrations.CreateModel(
            name="DocumentSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "needs_approval",
                    models.BooleanField(
                        default=False, verbose_name="somebody approves a document before it goes out"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "settings of documents",
                "verbose_name_plural": "settings of documents",
            },
        ),
        migrations.CreateModel(
            name="RememberedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(db_collation="C", max_length=120)),
                ("kind", models.CharField(max_length=24)),
                ("value", models.JSONField()),
                ("answered_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "remembered answer",
                "verbose_name_plural": "remembered answers",
            },
        ),
        Together(
            [
                migrations.AlterField(
                    model_name="documentversion",
                    name="document",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.document",
                    ),
                ),
                migrations.AddField(
                    model_name="document",
                    name="changed_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="document",
                    name="copied_from",
                    field=synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.document",
                    ),
                ),
                migrations.AddField(
                    model_name="document",
                    name="touched",
                    field=models.JSONField(default=dict),
                ),
                migrations.AddField(
                    model_name="documentversion",
                    name="of_version",
                    field=models.PositiveIntegerField(default=0),
                ),
                migrations.AlterField(
                    model_name="documentversion",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("saved", "Saved"),
                            ("generated", "Written"),
                            ("restored", "Restored"),
                            ("confirmed", "Confirmed"),
                            ("sent", "Sent"),
                        ],
                        default="saved",
                        max_length=10,
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        fields=["organisation", "copied_from"], name="content_document_copies"
                    ),
                ),
                migrations.AddField(
                    model_name="approval",
                    name="asked_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="approval",
                    name="decided_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="approval",
                    name="document",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.document",
                    ),
                ),
                migrations.AddField(
                    model_name="approval",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="documentsettings",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="rememberedanswer",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddIndex(
                    model_name="approval",
                    index=models.Index(
                        fields=["organisation", "document", "-asked_at"], name="content_approval_of_document"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approval",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="content_approval_public_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approval",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("verdict__in", ["", "approved"])),
                        fields=("organisation", "document"),
                        name="content_approval_one_in_force",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="documentsettings",
                    constraint=models.UniqueConstraint(
                        fields=("organisation",), name="content_settings_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rememberedanswer",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "key"), name="content_remembered_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("content_approval"),
        TenantPolicy("content_documentsettings"),
        TenantPolicy("content_rememberedanswer"),
        TenantReference("content_approval", "document_id", "content_document"),
        TenantReference("content_document", "copied_from_id", "content_document"),
    ]
