"""Stems that very many entries have, counted ahead; and words of what changed before any vectors."""

import django.db.models.deletion
from django.db import migrations, models

import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_language"),
        ("core", "0006_search_use"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchCommon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lexeme", models.CharField(db_collation="C", max_length=100)),
                ("held", models.PositiveIntegerField()),
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
                "verbose_name": "common word",
                "verbose_name_plural": "common words",
            },
        ),
        migrations.AddConstraint(
            model_name="searchcommon",
            constraint=models.UniqueConstraint(
                fields=("organisation", "lexeme"), name="core_searchcommon_once"
            ),
        ),
        TenantPolicy("core_searchcommon"),
        migrations.AddField(
            model_name="searchchange",
            name="has_words",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveIndex(
            model_name="searchchange",
            name="core_searchchange_next",
        ),
        migrations.AddIndex(
            model_name="searchchange",
            index=models.Index(
                fields=["organisation", "has_words", "-is_urgent", "not_before"],
                name="core_searchchange_next",
            ),
        ),
    ]
