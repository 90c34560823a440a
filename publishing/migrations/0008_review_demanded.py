"""Whether somebody else has to approve a piece before it is published, and which approvals were somebody else's."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy
from synthai.core.tenancy import all_tenants


def unlabel(apps, schema_editor):
    """A piece whose unread parts were all taken out holds nothing of a machine."""
    with all_tenants(reason="migration publishing 0008"):
        pieces = apps.get_model("publishing", "Piece").objects
        labelled = pieces.filter(is_machine_draft=True).values_list("pk", "unread", "blocks")
        for pk, unread, blocks in labelled.iterator(chunk_size=100):
            there = {"title", "summary", *(f"block:{block['id']}" for block in blocks)}
            if not there & set(unread):
                pieces.filter(pk=pk).update(is_machine_draft=False)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_language"),
        ("publishing", "0007_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="by_another",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.CreateModel(
            name="LibraryRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "demands_review",
                    models.BooleanField(
                        default=False, verbose_name="somebody else approves a piece before it is published"
                    ),
                ),
                ("changed_at", models.DateTimeField(editable=False)),
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
                "verbose_name": "rule of a library",
                "verbose_name_plural": "rules of libraries",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation",), name="publishing_libraryrule_one")
                ],
            },
        ),
        TenantPolicy("publishing_libraryrule"),
        migrations.RunPython(unlabel, migrations.RunPython.noop),
    ]
