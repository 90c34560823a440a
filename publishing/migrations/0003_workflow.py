"""Reviews, who writes in a piece now, notes of editors, and what schedules keep."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_language"),
        ("media", "0001_library"),
        ("publishing", "0002_reading"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Desk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "verbose_name": "who writes in a piece",
                "verbose_name_plural": "who writes in pieces",
            },
        ),
        migrations.CreateModel(
            name="PieceNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("block", models.CharField(blank=True, max_length=16)),
                ("words", models.CharField(max_length=2000, verbose_name="note")),
                ("written_at", models.DateTimeField(editable=False)),
                ("settled_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "note on a piece",
                "verbose_name_plural": "notes on pieces",
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "note",
                    models.CharField(blank=True, max_length=500, verbose_name="what the editor should know"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="wanted by")),
                ("asked_at", models.DateTimeField(editable=False)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waits"),
                            ("approved", "Approved"),
                            ("returned", "Sent back"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="what the editor said")),
                ("seen_version", models.PositiveIntegerField(default=0, editable=False)),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "review of a piece",
                "verbose_name_plural": "reviews of pieces",
            },
        ),
        migrations.AddField(
            model_name="piece",
            name="ended_told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="piece",
            name="missed",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="piece",
            name="next_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("saved", "Saved"),
                    ("submitted", "Handed in for review"),
                    ("planned", "To go live later"),
                    ("published", "Published"),
                    ("restored", "Restored"),
                ],
                default="saved",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="piece",
            index=models.Index(
                condition=models.Q(
                    ("ended_told_at__isnull", True), ("ends_at__isnull", False), ("live__isnull", False)
                ),
                fields=["organisation", "ends_at"],
                name="publishing_piece_over",
            ),
        ),
        migrations.AddField(
            model_name="desk",
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
            model_name="desk",
            name="piece",
            field=synthai.core.models.TenantForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.piece"
            ),
        ),
        migrations.AddField(
            model_name="desk",
            name="taken_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="desk",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="piecenote",
            name="answers",
            field=synthai.core.models.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="publishing.piecenote",
            ),
        ),
        migrations.AddField(
            model_name="piecenote",
            name="asked",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="piecenote",
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
            model_name="piecenote",
            name="piece",
            field=synthai.core.models.TenantForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.piece"
            ),
        ),
        migrations.AddField(
            model_name="piecenote",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="piecenote",
            name="written_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
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
            model_name="review",
            name="asked_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
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
            model_name="review",
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
            model_name="review",
            name="piece",
            field=synthai.core.models.TenantForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.piece"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="revision",
            field=synthai.core.models.TenantForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.revision"
            ),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.UniqueConstraint(fields=("organisation", "piece"), name="publishing_desk_once"),
        ),
        migrations.AddIndex(
            model_name="piecenote",
            index=models.Index(
                fields=["organisation", "piece", "written_at"], name="publishing_note_of_piece"
            ),
        ),
        migrations.AddConstraint(
            model_name="piecenote",
            constraint=models.UniqueConstraint(
                fields=("organisation", "id"), name="publishing_note_tenant_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="piecenote",
            constraint=models.UniqueConstraint(
                fields=("organisation", "public_id"), name="publishing_note_public_id"
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("verdict", "")),
                fields=["organisation", "asked_at", "id"],
                name="publishing_review_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                fields=["organisation", "piece", "-asked_at"], name="publishing_review_of_piece"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                fields=("organisation", "public_id"), name="publishing_review_public_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "")),
                fields=("organisation", "piece"),
                name="publishing_review_one_waits",
            ),
        ),
        TenantPolicy("publishing_review"),
        TenantPolicy("publishing_desk"),
        TenantPolicy("publishing_piecenote"),
        TenantReference("publishing_review", "piece_id", "publishing_piece"),
        TenantReference("publishing_review", "revision_id", "publishing_revision"),
        TenantReference("publishing_desk", "piece_id", "publishing_piece"),
        TenantReference("publishing_piecenote", "piece_id", "publishing_piece"),
        TenantReference("publishing_piecenote", "answers_id", "publishing_piecenote"),
    ]
