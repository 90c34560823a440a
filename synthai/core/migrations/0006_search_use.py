"""How search is used: sums of days, and which words led to what."""

import django.db.models.deletion
from django.db import migrations, models

import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_language"),
        ("core", "0005_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("searches", models.PositiveIntegerField(default=0)),
                ("in_vain", models.PositiveIntegerField(default=0)),
                ("opened", models.PositiveIntegerField(default=0)),
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
                "verbose_name": "day of searches",
                "verbose_name_plural": "days of searches",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "day"), name="core_searchday_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchHit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=64)),
                ("words", models.CharField(blank=True, max_length=100)),
                ("times", models.PositiveIntegerField(default=1)),
                ("places", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
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
                "verbose_name": "search that led to something",
                "verbose_name_plural": "searches that led to something",
                "indexes": [models.Index(fields=["organisation", "-times"], name="core_searchhit_most")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "key", "words"), name="core_searchhit_once"
                    )
                ],
            },
        ),
        TenantPolicy("core_searchday"),
        TenantPolicy("core_searchhit"),
    ]
