"""Where customers pay an organisation."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_guests")]

    operations = [
        migrations.CreateModel(
            name="BankDetails",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("holder", models.CharField(max_length=100, verbose_name="account holder")),
                ("bank", models.CharField(max_length=60, verbose_name="bank")),
                ("sealed_account", models.TextField(editable=False)),
                ("account_end", models.CharField(editable=False, max_length=4)),
                ("branch_code", models.CharField(max_length=6, verbose_name="branch code")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                "verbose_name": "bank details",
                "verbose_name_plural": "bank details",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation",), name="accounts_bankdetails_once"),
                    models.CheckConstraint(
                        condition=models.Q(("branch_code__regex", "^[0-9]{6}$")),
                        name="accounts_bankdetails_branch_form",
                    ),
                ],
            },
        ),
        TenantPolicy("accounts_bankdetails"),
    ]
