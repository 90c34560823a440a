"""Writing runs and their sections, calls of language models, what they cost by month, and what organisations chose about them."""

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
        ("content", "0015_word_templates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WritingRun",
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
                            ("waiting", "Waiting"),
                            ("running", "Writing"),
                            ("finished", "Finished"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("notes", models.TextField(blank=True, max_length=2000, verbose_name="what to keep in mind")),
                ("requested_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_requested_at", models.DateTimeField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("document_version", models.PositiveIntegerField(default=1, editable=False)),
                ("facts", models.JSONField(default=list)),
                (
                    "totals",
                    models.JSONField(
                        default=dict, help_text="Counts by who wrote, tokens, cost and credits."
                    ),
                ),
                ("error", models.TextField(blank=True)),
                (
                    "document",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
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
                    "requested_by",
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
                "verbose_name": "writing run",
                "verbose_name_plural": "writing runs",
            },
        ),
        migrations.CreateModel(
            name="RunSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("key", models.CharField(db_collation="C", max_length=120)),
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits"),
                            ("writing", "Is being written"),
                            ("written", "Written"),
                            ("failed", "Not written"),
                            ("left", "Left as it was"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("by", models.CharField(blank=True, max_length=10)),
                ("because", models.CharField(blank=True, max_length=20)),
                ("uses", models.JSONField(default=list)),
                ("findings", models.JSONField(default=list)),
                ("before", models.JSONField(null=True)),
                ("error", models.CharField(blank=True, max_length=500)),
                ("provider", models.CharField(blank=True, max_length=40)),
                ("model", models.CharField(blank=True, max_length=120)),
                ("prompt_version", models.PositiveSmallIntegerField(null=True)),
                ("calls", models.PositiveSmallIntegerField(default=0)),
                ("tokens", models.PositiveIntegerField(default=0)),
                ("cost", models.DecimalField(decimal_places=6, default=0, max_digits=14)),
                ("unpriced", models.PositiveSmallIntegerField(default=0)),
                ("credits", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("put_back_at", models.DateTimeField(blank=True, null=True)),
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
                        to="content.writingrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "section of a writing run",
                "verbose_name_plural": "sections of writing runs",
            },
        ),
        migrations.CreateModel(
            name="ModelCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("key", models.CharField(db_collation="C", editable=False, max_length=40)),
                ("section", models.CharField(blank=True, max_length=120)),
                ("purpose", models.CharField(max_length=80, verbose_name="prompt")),
                (
                    "prompt_version",
                    models.CharField(blank=True, max_length=20, verbose_name="version of the prompt"),
                ),
                ("provider", models.CharField(max_length=40, verbose_name="provider")),
                ("model", models.CharField(max_length=120, verbose_name="model")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("answered", "Answered"),
                            ("cut_short", "Cut short"),
                            ("cancelled", "Cancelled"),
                            ("busy", "Was busy"),
                            ("garbled", "Answered nonsense"),
                            ("declined", "Declined"),
                            ("unfit", "Could not take it"),
                            ("misconfigured", "Not set up rightly"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=500)),
                ("prompt", models.TextField()),
                ("answer", models.TextField(blank=True)),
                ("masked", models.JSONField(default=dict, help_text="What was masked, by kind.")),
                ("tokens_in", models.PositiveIntegerField(default=0)),
                ("tokens_out", models.PositiveIntegerField(default=0)),
                ("is_estimated", models.BooleanField(default=False)),
                (
                    "cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="In rand; empty: no price is known.",
                        max_digits=14,
                        null=True,
                    ),
                ),
                ("credits", models.PositiveIntegerField(default=0)),
                ("request_id", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField()),
                ("took_ms", models.PositiveIntegerField(default=0)),
                ("kept_until", models.DateField()),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.writingrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "call of a language model",
                "verbose_name_plural": "calls of language models",
            },
        ),
        migrations.CreateModel(
            name="AiSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "is_off",
                    models.BooleanField(
                        default=False, verbose_name="no text of ours goes to a language model"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
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
                "verbose_name": "choice about language models",
                "verbose_name_plural": "choices about language models",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation",), name="content_aisettings_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="ModelSpend",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(help_text="Its first day.")),
                ("provider", models.CharField(max_length=40)),
                ("model", models.CharField(max_length=120)),
                ("calls", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("tokens_in", models.PositiveBigIntegerField(default=0)),
                ("tokens_out", models.PositiveBigIntegerField(default=0)),
                ("cost", models.DecimalField(decimal_places=6, default=0, max_digits=16)),
                ("unpriced", models.PositiveIntegerField(default=0)),
                ("credits", models.PositiveIntegerField(default=0)),
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
                "verbose_name": "cost of a language model",
                "verbose_name_plural": "costs of language models",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "month", "provider", "model"), name="content_spend_month"
                    )
                ],
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="writingrun",
                    index=models.Index(
                        fields=["organisation", "-requested_at", "-id"], name="content_writing_newest"
                    ),
                ),
                migrations.AddIndex(
                    model_name="writingrun",
                    index=models.Index(
                        fields=["organisation", "document", "-id"], name="content_writing_of_document"
                    ),
                ),
                migrations.AddIndex(
                    model_name="writingrun",
                    index=models.Index(
                        fields=["organisation", "state", "lease_until"], name="content_writing_state"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="writingrun",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_writing_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="writingrun",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("organisation", "document"),
                        name="content_writing_one_active",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="runsection",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_runsection_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="runsection",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "run", "key"), name="content_runsection_key"
                    ),
                ),
                migrations.AddIndex(
                    model_name="modelcall",
                    index=models.Index(fields=["organisation", "-at", "-id"], name="content_call_newest"),
                ),
                migrations.AddIndex(
                    model_name="modelcall",
                    index=models.Index(fields=["organisation", "kept_until"], name="content_call_kept_until"),
                ),
                migrations.AddIndex(
                    model_name="modelcall",
                    index=models.Index(fields=["organisation", "run"], name="content_call_of_run"),
                ),
                migrations.AddConstraint(
                    model_name="modelcall",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "key"), name="content_call_key"
                    ),
                ),
            ]
        ),
        TenantPolicy("content_writingrun"),
        TenantPolicy("content_runsection"),
        TenantPolicy("content_modelcall"),
        TenantPolicy("content_modelspend"),
        TenantPolicy("content_aisettings"),
        TenantReference("content_writingrun", "document_id", "content_document"),
        TenantReference("content_runsection", "run_id", "content_writingrun"),
        TenantReference("content_modelcall", "run_id", "content_writingrun"),
    ]
