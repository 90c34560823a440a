"""What is wrong with pieces, what is known of addresses elsewhere, and what is suggested to who writes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_language"),
        ("publishing", "0004_comments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("fingerprint", models.CharField(db_collation="C", max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("link_broken", "A link leads nowhere"),
                            ("link_moved", "A link takes a way round"),
                            ("link_unsure", "A link could not be checked"),
                            ("alt_missing", "A picture is not described"),
                            ("alt_is_name", "A description is the name of a file"),
                            ("heading_skipped", "A heading skips a step"),
                            ("link_words", "Link words say nothing"),
                            ("table_head", "A table has no head"),
                            ("captions_missing", "A video has no captions"),
                            ("transcript_missing", "A sound cannot be read"),
                            ("embed_title", "A video elsewhere has no title"),
                            ("file_gone", "A file is not there any more"),
                            ("hard_to_read", "Hard to read"),
                            ("long_sentence", "A very long sentence"),
                            ("check_due", "To be checked again"),
                            ("old_date", "An old year, told as if it were now"),
                            ("law_changed", "A figure of the law that changed"),
                            ("heavy", "Costs readers much data"),
                            ("file_heavy", "A heavy file"),
                            ("translation_stale", "The original was changed since"),
                            ("summary_missing", "No summary"),
                            ("seo_long", "The description for search engines is cut off"),
                            ("tags_missing", "No tag"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Now"), (2, "Soon"), (3, "Later")], verbose_name="urgency"
                    ),
                ),
                ("part", models.CharField(db_collation="C", max_length=30)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("told", models.JSONField(blank=True, default=dict)),
                ("in_draft", models.BooleanField(default=False)),
                ("in_live", models.BooleanField(default=False)),
                ("found_at", models.DateTimeField(editable=False)),
                ("seen_at", models.DateTimeField(editable=False)),
                ("dismissed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="why it stays")),
                (
                    "dismissed_by",
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
                (
                    "piece",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.piece"
                    ),
                ),
            ],
            options={
                "verbose_name": "finding in a piece",
                "verbose_name_plural": "findings in pieces",
                "indexes": [
                    models.Index(
                        fields=["organisation", "urgency", "-found_at", "-id"],
                        name="publishing_finding_urgent",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="publishing_finding_public_id"
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "piece", "fingerprint"), name="publishing_finding_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uses_models",
                    models.BooleanField(
                        default=False, verbose_name="a language model may read drafts for suggestions"
                    ),
                ),
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
                "verbose_name": "choice about suggestions",
                "verbose_name_plural": "choices about suggestions",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation",), name="publishing_helpchoice_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(db_collation="C", max_length=32)),
                ("url", models.CharField(max_length=2000)),
                ("host", models.CharField(max_length=255)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Not asked yet"),
                            ("fine", "Answers"),
                            ("failing", "Did not answer lately"),
                            ("broken", "Leads nowhere"),
                            ("unsure", "Could not be checked"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("failed_on", models.DateField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
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
                "verbose_name": "address elsewhere",
                "verbose_name_plural": "addresses elsewhere",
                "indexes": [models.Index(fields=["organisation", "due_at"], name="publishing_linkcheck_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "key"), name="publishing_linkcheck_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PieceCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("links", models.JSONField(default=list)),
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
                    "piece",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.piece"
                    ),
                ),
            ],
            options={
                "verbose_name": "check of a piece",
                "verbose_name_plural": "checks of pieces",
                "indexes": [
                    models.Index(fields=["organisation", "due_at"], name="publishing_piececheck_due")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "piece"), name="publishing_piececheck_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("part", models.CharField(choices=[("summary", "Summary"), ("tags", "Tags")], max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Being made"),
                            ("ready", "There"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "made_by",
                    models.CharField(
                        choices=[("extract", "Taken from the text"), ("model", "By a language model")],
                        default="extract",
                        max_length=10,
                    ),
                ),
                ("values", models.JSONField(blank=True, default=list)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("of_version", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField(editable=False)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("lease_token", models.CharField(blank=True, editable=False, max_length=32)),
                (
                    "asked_by",
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
                (
                    "piece",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.piece"
                    ),
                ),
            ],
            options={
                "verbose_name": "suggestion",
                "verbose_name_plural": "suggestions",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="publishing_suggestion_id"
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "piece", "part"), name="publishing_suggestion_once"
                    ),
                ],
            },
        ),
        TenantPolicy("publishing_piececheck"),
        TenantPolicy("publishing_finding"),
        TenantPolicy("publishing_linkcheck"),
        TenantPolicy("publishing_suggestion"),
        TenantPolicy("publishing_helpchoice"),
        TenantReference("publishing_piececheck", "piece_id", "publishing_piece"),
        TenantReference("publishing_finding", "piece_id", "publishing_piece"),
        TenantReference("publishing_suggestion", "piece_id", "publishing_piece"),
    ]
