"""What readers do with pieces, and figures that name nobody."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_bank_details"),
        ("publishing", "0001_pieces"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PieceDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("opened", models.PositiveIntegerField(default=0)),
                ("finished", models.PositiveIntegerField(default=0)),
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
                "verbose_name": "readers of a day",
                "verbose_name_plural": "readers of days",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "piece", "day"), name="publishing_pieceday_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReaderChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wants_suggestions", models.BooleanField(default=True, verbose_name="suggest what to read")),
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
                "verbose_name": "choice of a reader",
                "verbose_name_plural": "choices of readers",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "user"), name="publishing_readerchoice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_platform", models.BooleanField(default=False)),
                ("key", models.CharField(db_collation="C", max_length=16)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("opened_on", models.DateField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("bookmarked_at", models.DateTimeField(blank=True, null=True, verbose_name="bookmarked")),
                ("later_at", models.DateTimeField(blank=True, null=True, verbose_name="to read later")),
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
                "verbose_name": "piece of a reader",
                "verbose_name_plural": "pieces of readers",
                "indexes": [
                    models.Index(
                        fields=["organisation", "is_platform", "key"], name="publishing_reading_of_piece"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "user", "is_platform", "key"), name="publishing_reading_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadTogether",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisations", models.PositiveIntegerField(default=0)),
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
                    "other",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="publishing.piece"
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
                "verbose_name": "pieces read together",
                "verbose_name_plural": "pieces read together",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "piece", "other"), name="publishing_readtogether_once"
                    )
                ],
            },
        ),
        TenantPolicy("publishing_reading"),
        TenantPolicy("publishing_readerchoice"),
        TenantPolicy("publishing_pieceday"),
        TenantPolicy("publishing_readtogether"),
        TenantReference("publishing_pieceday", "piece_id", "publishing_piece"),
        TenantReference("publishing_readtogether", "piece_id", "publishing_piece"),
        TenantReference("publishing_readtogether", "other_id", "publishing_piece"),
    ]
