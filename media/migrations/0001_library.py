"""Files of the library, what is made of them, and where they are shown."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0014_bank_details"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Asset",
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
                        choices=[
                            ("image", "Picture"),
                            ("video", "Video"),
                            ("audio", "Sound"),
                            ("file", "File"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("alt", models.CharField(blank=True, max_length=300, verbose_name="what it shows")),
                ("is_decorative", models.BooleanField(default=False, verbose_name="says nothing of its own")),
                ("credit", models.CharField(blank=True, max_length=200, verbose_name="whose work it is")),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "focus_x",
                    models.PositiveSmallIntegerField(
                        default=500, validators=[django.core.validators.MaxValueValidator(1000)]
                    ),
                ),
                (
                    "focus_y",
                    models.PositiveSmallIntegerField(
                        default=500, validators=[django.core.validators.MaxValueValidator(1000)]
                    ),
                ),
                ("path", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveBigIntegerField()),
                (
                    "total_size",
                    models.PositiveBigIntegerField(default=0, help_text="With everything made of it."),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("seconds", models.PositiveIntegerField(default=0)),
                ("edition", models.PositiveIntegerField(default=1, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for its turn"),
                            ("running", "Being made smaller"),
                            ("ready", "Ready"),
                            ("failed", "Not made smaller"),
                        ],
                        default="ready",
                        max_length=10,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, help_text="Per cent.")),
                ("trouble", models.CharField(blank=True, max_length=12)),
                ("queued_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("lease_token", models.CharField(blank=True, editable=False, max_length=32)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "added_by",
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
                "verbose_name": "file of the library",
                "verbose_name_plural": "files of the library",
            },
        ),
        migrations.CreateModel(
            name="AssetCaption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("cues", models.JSONField(default=list)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "asset",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="media.asset"
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
                "verbose_name": "captions",
                "verbose_name_plural": "captions",
            },
        ),
        migrations.CreateModel(
            name="AssetRendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=12)),
                ("content_type", models.CharField(max_length=80)),
                ("path", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                (
                    "asset",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="media.asset"
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
                "verbose_name": "rendition of a file",
                "verbose_name_plural": "renditions of files",
            },
        ),
        migrations.CreateModel(
            name="AssetUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(db_collation="C", max_length=40)),
                ("key", models.CharField(db_collation="C", max_length=16)),
                ("is_live", models.BooleanField(default=False, help_text="Readers see it there now.")),
                (
                    "asset",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="media.asset"
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
                "verbose_name": "use of a file",
                "verbose_name_plural": "uses of files",
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        fields=["organisation", "-added_at", "-id"], name="media_asset_newest"
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(fields=["organisation", "sha256"], name="media_asset_same"),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=["organisation", "lease_until"],
                        name="media_asset_in_work",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="asset",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="media_asset_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="asset",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="media_asset_public_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assetcaption",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "asset", "language"), name="media_caption_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assetrendition",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "asset", "label", "content_type"), name="media_rendition_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="assetuse",
                    index=models.Index(fields=["organisation", "asset"], name="media_use_of_asset"),
                ),
                migrations.AddConstraint(
                    model_name="assetuse",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "place", "key", "asset"), name="media_use_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("media_asset"),
        TenantPolicy("media_assetrendition"),
        TenantPolicy("media_assetcaption"),
        TenantPolicy("media_assetuse"),
        TenantReference("media_assetrendition", "asset_id", "media_asset"),
        TenantReference("media_assetcaption", "asset_id", "media_asset"),
        TenantReference("media_assetuse", "asset_id", "media_asset"),
    ]
