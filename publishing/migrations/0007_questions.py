"""Questions that people ask of the pieces."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_language"),
        ("publishing", "0006_translating"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                ("within", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("language", models.CharField(default="en", max_length=8)),
                ("request_key", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("answering", "Being answered"),
                            ("answered", "Answered"),
                            ("unanswered", "Nothing answers it"),
                            ("cancelled", "Stopped"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                (
                    "by",
                    models.CharField(
                        blank=True,
                        choices=[("", "Nobody"), ("machine", "A language model"), ("extracts", "Extracts")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=20)),
                ("answer", models.JSONField(default=list)),
                ("sources", models.JSONField(default=list)),
                ("nearest", models.JSONField(default=list)),
                ("left_out", models.PositiveSmallIntegerField(default=0)),
                ("is_helpful", models.BooleanField(blank=True, null=True)),
                ("model", models.CharField(blank=True, max_length=120)),
                ("prompt_version", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(editable=False)),
                ("finished_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("cancel_requested_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("machine_asked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("lease_token", models.CharField(blank=True, default="", editable=False, max_length=32)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "indexes": [
                    models.Index(
                        fields=["organisation", "user", "-asked_at", "-id"], name="publishing_question_newest"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="publishing_question_public_id"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "answering"])),
                        fields=("organisation", "user"),
                        name="publishing_question_one_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("request_key", ""), _negated=True),
                        fields=("organisation", "user", "request_key"),
                        name="publishing_question_once",
                    ),
                ],
            },
        ),
        TenantPolicy("publishing_question"),
    ]
