import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy
from synthai.core.together import Together


def _id() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _organisation() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        default=synthai.core.tenancy.active_organisation_id,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.organisation",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_branches"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="organisation",
                    name="logo",
                    field=models.JSONField(default=dict, editable=False),
                ),
                migrations.AddField(
                    model_name="provendomain",
                    name="join_role",
                    field=models.CharField(blank=True, default="", editable=False, max_length=16),
                    preserve_default=False,
                ),
                migrations.AddConstraint(
                    model_name="provendomain",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("join_role", "owner"), _negated=True),
                        name="accounts_provendomain_not_owner",
                    ),
                ),
            ]
        ),
        migrations.CreateModel(
            name="Logo",
            fields=[
                ("id", _id()),
                ("public_id", synthai.core.models.PublicIdField()),
                ("digest", models.CharField(editable=False, max_length=32)),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
                ("ground", models.CharField(editable=False, max_length=5)),
                ("files", models.JSONField(default=dict, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("replaced_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("organisation", _organisation()),
            ],
            options={
                "verbose_name": "logo",
                "verbose_name_plural": "logos",
                "indexes": [models.Index(fields=["organisation", "digest"], name="accounts_logo_by_digest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("organisation",),
                        name="accounts_logo_one_current",
                    )
                ],
            },
        ),
        TenantPolicy("accounts_logo"),
        migrations.CreateModel(
            name="RemovedMember",
            fields=[
                ("id", _id()),
                ("removed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("organisation", _organisation()),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "removed member",
                "verbose_name_plural": "removed members",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "user"), name="accounts_removedmember_once"
                    )
                ],
            },
        ),
        TenantPolicy("accounts_removedmember"),
    ]
