"""Word files of the organisation's own that documents are made of, and their versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_guests"),
        ("content", "0003_templates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WordTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("title", models.CharField(max_length=200, verbose_name="name of the template")),
                ("latest", models.PositiveIntegerField(default=1, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
            ],
            options={
                "verbose_name": "Word template",
                "verbose_name_plural": "Word templates",
            },
        ),
        migrations.CreateModel(
            name="WordTemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("fields", models.JSONField(default=list)),
                ("file_name", models.CharField(max_length=200)),
                ("path", models.CharField(max_length=200)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
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
                    "template",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.wordtemplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a Word template",
                "verbose_name_plural": "versions of Word templates",
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="wordtemplate",
                    index=models.Index(
                        fields=["organisation", "-changed_at", "-id"], name="content_word_newest"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="wordtemplate",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="content_word_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="wordtemplate",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "public_id"), name="content_word_public_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="wordtemplateversion",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "template", "number"), name="content_word_number"
                    ),
                ),
            ]
        ),
        TenantPolicy("content_wordtemplate"),
        TenantPolicy("content_wordtemplateversion"),
        TenantReference("content_wordtemplateversion", "template_id", "content_wordtemplate"),
    ]
