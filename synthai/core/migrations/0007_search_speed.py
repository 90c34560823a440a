"""Stems that very many entries have, counted ahead; and words of what changed before any vectors."""

from collections.abc import Sequence
from typing import Any

import django.db.models.deletion
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy

# What a pending list holds every search reads one by one, until somebody empties it: searches are many, and the worker can wait.
INDEXES = {
    "core_searchentry_words": ("searchentry", ["organisation", "words"], "tsvector_ops"),
    "core_searchentry_named": ("searchentry", ["organisation", "named"], "gin_trgm_ops"),
    "core_searchterm_like": ("searchterm", ["organisation", "term"], "gin_trgm_ops"),
}


def at_once(name: str, model: str, fields: Sequence[str], opclass: str) -> list[Any]:
    """Write to the index at once from now on, and empty its pending list."""
    index = GinIndex(fields=fields, name=name, opclasses=["int8_ops", opclass], fastupdate=False)
    return [
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    f"ALTER INDEX {name} SET (fastupdate = off)", f"ALTER INDEX {name} RESET (fastupdate)"
                )
            ],
            [
                migrations.RemoveIndex(model_name=model, name=name),
                migrations.AddIndex(model_name=model, index=index),
            ],
        ),
        migrations.RunSQL(f"SELECT gin_clean_pending_list('{name}'::regclass)", migrations.RunSQL.noop),
    ]


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
        *(
            step
            for name, (model, fields, opclass) in INDEXES.items()
            for step in at_once(name, model, fields, opclass)
        ),
    ]
