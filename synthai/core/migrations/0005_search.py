"""What can be found, what waits to be indexed, what was looked for in vain; and the words of three languages."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import synthai.core.models
import synthai.core.models.search_fields
import synthai.core.tenancy
from synthai.core.extensions import Extensions
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together

# Stems of English; of Afrikaans by the rules of Dutch, without its stop words; and words as they are, for every other
# language and for names. All without accents: a phone's keyboard seldom has them.
WORDS = """
CREATE TEXT SEARCH DICTIONARY synthai_af_stem (TEMPLATE = snowball, LANGUAGE = dutch);
CREATE TEXT SEARCH CONFIGURATION synthai_en (COPY = pg_catalog.english);
CREATE TEXT SEARCH CONFIGURATION synthai_af (COPY = pg_catalog.simple);
CREATE TEXT SEARCH CONFIGURATION synthai_plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION synthai_en
    ALTER MAPPING FOR hword, hword_part, word, asciihword, hword_asciipart, asciiword WITH unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION synthai_af
    ALTER MAPPING FOR hword, hword_part, word, asciihword, hword_asciipart, asciiword WITH unaccent, synthai_af_stem;
ALTER TEXT SEARCH CONFIGURATION synthai_plain
    ALTER MAPPING FOR hword, hword_part, word, asciihword, hword_asciipart, asciiword WITH unaccent, simple;
"""
UNWORDS = """
DROP TEXT SEARCH CONFIGURATION synthai_en;
DROP TEXT SEARCH CONFIGURATION synthai_af;
DROP TEXT SEARCH CONFIGURATION synthai_plain;
DROP TEXT SEARCH DICTIONARY synthai_af_stem;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_bank_details"),
        ("core", "0004_uploads"),
    ]

    operations = [
        Extensions(("pg_trgm", "unaccent", "btree_gin", "vector")),
        migrations.RunSQL(WORDS, UNWORDS),
        migrations.CreateModel(
            name="SearchAudience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "tokens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), size=None
                    ),
                ),
                ("mark", models.CharField(help_text="A fingerprint of the tokens.", max_length=64)),
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
                "verbose_name": "search audience",
                "verbose_name_plural": "search audiences",
            },
        ),
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=64)),
                ("is_urgent", models.BooleanField(default=True)),
                ("mark", models.BigIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("not_before", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
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
                "verbose_name": "search change",
                "verbose_name_plural": "search changes",
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=64)),
                ("language", models.CharField(default="en", max_length=8)),
                ("title", models.TextField()),
                ("summary", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("path", models.CharField(max_length=300)),
                ("facets", models.JSONField(default=dict)),
                ("boost", models.FloatField(default=1.0)),
                ("named", models.TextField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("changed_at", models.DateTimeField()),
                ("indexed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_by", models.CharField(max_length=60)),
                (
                    "audience",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.searchaudience",
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
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
            },
        ),
        migrations.CreateModel(
            name="SearchChunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("model", models.CharField(max_length=40)),
                (
                    "mark",
                    models.CharField(
                        help_text="A fingerprint of its words: the same words keep their vector.",
                        max_length=32,
                    ),
                ),
                ("vector", synthai.core.models.search_fields.HalfVectorField()),
                (
                    "audience",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="core.searchaudience",
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
                    "entry",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="core.searchentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "search chunk",
                "verbose_name_plural": "search chunks",
            },
        ),
        migrations.CreateModel(
            name="SearchMiss",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=100)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("times", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("is_settled", models.BooleanField(default=False)),
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
                "verbose_name": "search without result",
                "verbose_name_plural": "searches without result",
            },
        ),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("term", models.CharField(max_length=60)),
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
                "verbose_name": "search term",
                "verbose_name_plural": "search terms",
            },
        ),
        Together(
            [
                migrations.AddConstraint(
                    model_name="searchaudience",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "mark"), name="core_searchaudience_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="searchchange",
                    index=models.Index(
                        fields=["organisation", "-is_urgent", "not_before"], name="core_searchchange_next"
                    ),
                ),
                migrations.AddIndex(
                    model_name="searchchange",
                    index=models.Index(fields=["at"], name="core_searchchange_at"),
                ),
                migrations.AddConstraint(
                    model_name="searchchange",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "kind", "key"), name="core_searchchange_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="searchentry",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=["organisation", "words"],
                        name="core_searchentry_words",
                        opclasses=["int8_ops", "tsvector_ops"],
                    ),
                ),
                migrations.AddIndex(
                    model_name="searchentry",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=["organisation", "named"],
                        name="core_searchentry_named",
                        opclasses=["int8_ops", "gin_trgm_ops"],
                    ),
                ),
                migrations.AddIndex(
                    model_name="searchentry",
                    index=models.Index(fields=["organisation", "audience"], name="core_searchentry_audience"),
                ),
                migrations.AddIndex(
                    model_name="searchentry",
                    index=models.Index(fields=["organisation", "made_by"], name="core_searchentry_made_by"),
                ),
                migrations.AddConstraint(
                    model_name="searchentry",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "kind", "key"), name="core_searchentry_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="searchchunk",
                    index=models.Index(fields=["organisation", "audience"], name="core_searchchunk_audience"),
                ),
                migrations.AddConstraint(
                    model_name="searchchunk",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "entry", "number"), name="core_searchchunk_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="searchmiss",
                    index=models.Index(
                        fields=["organisation", "is_settled", "-times"], name="core_searchmiss_most"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="searchmiss",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "words"), name="core_searchmiss_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="searchterm",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=["organisation", "term"],
                        name="core_searchterm_like",
                        opclasses=["int8_ops", "gin_trgm_ops"],
                    ),
                ),
                migrations.AddConstraint(
                    model_name="searchterm",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "term"), name="core_searchterm_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("core_searchaudience"),
        TenantPolicy("core_searchchange"),
        TenantPolicy("core_searchchunk"),
        TenantPolicy("core_searchentry"),
        TenantPolicy("core_searchmiss"),
        TenantPolicy("core_searchterm"),
        TenantReference("core_searchentry", "audience_id", "core_searchaudience"),
        TenantReference("core_searchchunk", "audience_id", "core_searchaudience", on_delete="CASCADE"),
        TenantReference("core_searchchunk", "entry_id", "core_searchentry", on_delete="CASCADE"),
    ]
