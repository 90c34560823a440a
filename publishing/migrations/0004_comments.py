"""Comments with their reports, and how often readers bookmarked a piece or came from a search."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference

# When a person's account ends (author becomes NULL) their words and signature go with it, whoever deletes the person.
EMPTIED = """
CREATE FUNCTION publishing_comment_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.text := ''; NEW.signed := ''; NEW.home_key := '';
    NEW.removed_at := coalesce(OLD.removed_at, now());
    RETURN NEW;
END $$;
CREATE TRIGGER publishing_comment_emptied BEFORE UPDATE OF author_id ON publishing_comment
    FOR EACH ROW WHEN (OLD.author_id IS NOT NULL AND NEW.author_id IS NULL)
    EXECUTE FUNCTION publishing_comment_emptied();
"""
UNEMPTIED = """
DROP TRIGGER publishing_comment_emptied ON publishing_comment;
DROP FUNCTION publishing_comment_emptied();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_language"),
        ("publishing", "0003_workflow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="pieceday",
            name="bookmarked",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="pieceday",
            name="searched",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("home_key", models.CharField(blank=True, db_collation="C", editable=False, max_length=16)),
                ("signed", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="comment",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a moderator"),
                            ("shown", "Shown"),
                            ("hidden", "Hidden"),
                        ],
                        default="shown",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("edited_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("hidden_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "author",
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
                    "parent",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="publishing.comment",
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
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
            },
        ),
        migrations.CreateModel(
            name="CommentReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("created_at", models.DateTimeField(editable=False)),
                ("settled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "comment",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.comment"
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "report of a comment",
                "verbose_name_plural": "reports of comments",
            },
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["organisation", "piece", "parent", "-id"], name="publishing_comment_of_piece"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["organisation", "author", "created_at"], name="publishing_comment_of_author"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("removed_at__isnull", True), ("state", "waiting")),
                fields=["organisation", "id"],
                name="publishing_comment_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                fields=("organisation", "id"), name="publishing_comment_tenant_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "hidden"), _negated=True),
                    models.Q(("hidden_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="publishing_comment_hidden_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentreport",
            constraint=models.UniqueConstraint(
                fields=("organisation", "comment", "user"), name="publishing_commentreport_once"
            ),
        ),
        TenantPolicy("publishing_comment"),
        TenantPolicy("publishing_commentreport"),
        TenantReference("publishing_comment", "piece_id", "publishing_piece"),
        TenantReference("publishing_comment", "parent_id", "publishing_comment"),
        TenantReference("publishing_commentreport", "comment_id", "publishing_comment"),
        migrations.RunSQL(EMPTIED, UNEMPTIED),
    ]
