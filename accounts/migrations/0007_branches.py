import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_app_sign_in"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="membership",
                    name="branch_ids",
                    field=models.JSONField(default=list, editable=False),
                ),
                migrations.AddField(
                    model_name="invitation",
                    name="branch_ids",
                    field=models.JSONField(default=list, editable=False),
                ),
            ]
        ),
        migrations.CreateModel(
            name="Branch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("code", models.CharField(max_length=12, verbose_name="code")),
                ("city", models.CharField(blank=True, max_length=60, verbose_name="city")),
                ("is_active", models.BooleanField(default=True, verbose_name="open")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                "verbose_name": "branch",
                "verbose_name_plural": "branches",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "name"), name="accounts_branch_name_once"
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "code"), name="accounts_branch_code_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[A-Z0-9][A-Z0-9-]*$")),
                        name="accounts_branch_code_form",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BranchMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "branch",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.branch",
                    ),
                ),
                (
                    "membership",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.membership",
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
                "verbose_name": "member of a branch",
                "verbose_name_plural": "members of branches",
                "indexes": [
                    models.Index(fields=["organisation", "membership"], name="accounts_branchmember_person")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "branch", "membership"), name="accounts_branchmember_once"
                    ),
                ],
            },
        ),
        TenantPolicy("accounts_branch"),
        TenantPolicy("accounts_branchmember"),
        TenantReference("accounts_branchmember", "branch_id", "accounts_branch"),
        TenantReference("accounts_branchmember", "membership_id", "accounts_membership", on_delete="CASCADE"),
    ]
