"""Pieces, their revisions, which stay as they were, and how they are grouped."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together

# What a revision says stays as it was; only the link to a person may be cleared.
KEPT = """
CREATE FUNCTION publishing_revision_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF (NEW.organisation_id, NEW.piece_id, NEW.number, NEW.title, NEW.summary, NEW.blocks, NEW.seo, NEW.facts, NEW.cover_id, NEW.made_at)
        IS DISTINCT FROM
        (OLD.organisation_id, OLD.piece_id, OLD.number, OLD.title, OLD.summary, OLD.blocks, OLD.seo, OLD.facts, OLD.cover_id, OLD.made_at)
    THEN
        RAISE EXCEPTION 'Revision % of piece % is kept as it was: make another.', OLD.number, OLD.piece_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER publishing_revision_stays BEFORE UPDATE ON publishing_revision
    FOR EACH ROW EXECUTE FUNCTION publishing_revision_stays();
"""
UNKEPT = """
DROP TRIGGER publishing_revision_stays ON publishing_revision;
DROP FUNCTION publishing_revision_stays();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0014_bank_details"),
        ("media", "0001_library"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Piece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("article", "Article"), ("video", "Video"), ("resource", "Resource")],
                        default="article",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("af", "Afrikaans"),
                            ("zu", "isiZulu"),
                            ("xh", "isiXhosa"),
                            ("st", "Sesotho"),
                        ],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("slug", models.CharField(db_collation="C", max_length=100, verbose_name="address")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="summary")),
                ("blocks", models.JSONField(blank=True, default=list)),
                ("seo", models.JSONField(blank=True, default=dict)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("touched", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("writing", "Being written"),
                            ("waiting", "Waits for review"),
                            ("returned", "Sent back"),
                            ("approved", "Approved"),
                        ],
                        default="writing",
                        max_length=10,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "Everybody, signed in or not"),
                            ("members", "Everybody who is signed in"),
                            ("plan", "Organisations whose plan has it"),
                            ("team", "Everybody in the organisation"),
                            ("leaders", "Managers and above"),
                        ],
                        default="team",
                        max_length=10,
                        verbose_name="who may read it",
                    ),
                ),
                ("allows_comments", models.BooleanField(default=False, verbose_name="readers may comment")),
                ("is_featured", models.BooleanField(default=False, verbose_name="shown first")),
                ("check_on", models.DateField(blank=True, null=True, verbose_name="check again on")),
                (
                    "live_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="published"),
                ),
                ("first_live_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("goes_live_at", models.DateTimeField(blank=True, null=True, verbose_name="goes live")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                ("series_position", models.PositiveIntegerField(default=0)),
                ("follows", models.PositiveIntegerField(default=0, editable=False)),
                ("is_machine_draft", models.BooleanField(default=False, editable=False)),
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
                    "cover",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.asset",
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
                (
                    "original",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publishing.piece",
                    ),
                ),
            ],
            options={
                "verbose_name": "piece",
                "verbose_name_plural": "pieces",
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("of_version", models.PositiveIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("saved", "Saved"),
                            ("submitted", "Handed in for review"),
                            ("published", "Published"),
                            ("restored", "Restored"),
                        ],
                        default="saved",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120)),
                ("summary", models.CharField(blank=True, max_length=300)),
                ("blocks", models.JSONField(default=list)),
                ("seo", models.JSONField(default=dict)),
                ("facts", models.JSONField(default=dict)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                (
                    "cover",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.asset",
                    ),
                ),
                (
                    "made_by",
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
                "verbose_name": "revision of a piece",
                "verbose_name_plural": "revisions of pieces",
            },
        ),
        Together(
            [
                migrations.AddField(
                    model_name="piece",
                    name="live",
                    field=synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publishing.revision",
                    ),
                ),
                migrations.AddField(
                    model_name="piece",
                    name="next",
                    field=synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publishing.revision",
                    ),
                ),
            ]
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("language", models.CharField(default="en", max_length=10, verbose_name="language")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("slug", models.CharField(db_collation="C", max_length=100)),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="summary")),
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
            ],
            options={
                "verbose_name": "series",
                "verbose_name_plural": "series",
            },
        ),
        migrations.AddField(
            model_name="piece",
            name="series",
            field=synthai.core.models.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="publishing.series",
            ),
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("slug", models.CharField(db_collation="C", max_length=40)),
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
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
            },
        ),
        migrations.CreateModel(
            name="PieceTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                (
                    "tag",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.tag"
                    ),
                ),
            ],
            options={
                "verbose_name": "tag of a piece",
                "verbose_name_plural": "tags of pieces",
            },
        ),
        migrations.CreateModel(
            name="OldAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("slug", models.CharField(db_collation="C", max_length=100)),
                ("left_at", models.DateTimeField()),
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
                "verbose_name": "old address of a piece",
                "verbose_name_plural": "old addresses of pieces",
                "indexes": [
                    models.Index(fields=["organisation", "piece"], name="publishing_old_address_piece")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "language", "slug"), name="publishing_old_address_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PieceAuthor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                (
                    "user",
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
                "verbose_name": "author of a piece",
                "verbose_name_plural": "authors of pieces",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "piece", "name"), name="publishing_author_once"
                    )
                ],
            },
        ),
        Together(
            [
                migrations.AddConstraint(
                    model_name="revision",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="publishing_revision_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="revision",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "piece", "number"), name="publishing_revision_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="series",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="publishing_series_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="series",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "language", "slug"), name="publishing_series_slug"
                    ),
                ),
                migrations.AddIndex(
                    model_name="piece",
                    index=models.Index(
                        fields=["organisation", "-changed_at", "-id"], name="publishing_piece_changed"
                    ),
                ),
                migrations.AddIndex(
                    model_name="piece",
                    index=models.Index(
                        condition=models.Q(("live__isnull", False)),
                        fields=["organisation", "language", "-live_at", "-id"],
                        name="publishing_piece_live",
                    ),
                ),
                migrations.AddIndex(
                    model_name="piece",
                    index=models.Index(
                        fields=["organisation", "series", "series_position"],
                        name="publishing_piece_in_series",
                    ),
                ),
                migrations.AddIndex(
                    model_name="piece",
                    index=models.Index(
                        condition=models.Q(("next__isnull", False)),
                        fields=["organisation", "goes_live_at"],
                        name="publishing_piece_due",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="piece",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="publishing_piece_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="piece",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="publishing_piece_public_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="piece",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "language", "slug"), name="publishing_piece_slug"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="piece",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("original__isnull", False)),
                        fields=("organisation", "original", "language"),
                        name="publishing_piece_translated_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="piece",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("next__isnull", True), ("goes_live_at__isnull", False), _connector="OR"
                        ),
                        name="publishing_piece_next_is_dated",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="tag",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="publishing_tag_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="tag",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "slug"), name="publishing_tag_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="piecetag",
                    index=models.Index(fields=["organisation", "tag"], name="publishing_piecetag_of_tag"),
                ),
                migrations.AddConstraint(
                    model_name="piecetag",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "piece", "tag"), name="publishing_piecetag_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("publishing_series"),
        TenantPolicy("publishing_tag"),
        TenantPolicy("publishing_piece"),
        TenantPolicy("publishing_revision"),
        TenantPolicy("publishing_piecetag"),
        TenantPolicy("publishing_pieceauthor"),
        TenantPolicy("publishing_oldaddress"),
        TenantReference("publishing_piece", "cover_id", "media_asset"),
        TenantReference("publishing_piece", "live_id", "publishing_revision"),
        TenantReference("publishing_piece", "next_id", "publishing_revision"),
        TenantReference("publishing_piece", "series_id", "publishing_series"),
        TenantReference("publishing_piece", "original_id", "publishing_piece"),
        TenantReference("publishing_revision", "piece_id", "publishing_piece"),
        TenantReference("publishing_revision", "cover_id", "media_asset"),
        TenantReference("publishing_piecetag", "piece_id", "publishing_piece"),
        TenantReference("publishing_piecetag", "tag_id", "publishing_tag"),
        TenantReference("publishing_pieceauthor", "piece_id", "publishing_piece"),
        TenantReference("publishing_oldaddress", "piece_id", "publishing_piece"),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
