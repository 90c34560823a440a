"""Which kinds were handed to the worker of search, for each organisation."""

import django.db.models.deletion
from django.db import migrations, models

import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_language"),
        ("core", "0008_search_sketches"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("edition", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
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
                "verbose_name": "search kind read",
                "verbose_name_plural": "search kinds read",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "kind"), name="core_searchread_once")
                ],
            },
        ),
        TenantPolicy("core_searchread"),
    ]
