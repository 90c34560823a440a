import django.db.models.deletion
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy


class Migration(migrations.Migration):
    """Suppliers' invoices that customers had checked and kept."""

    dependencies = [("billing", "0014_packs")]

    operations = [
        migrations.CreateModel(
            name="CheckedInvoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("match", models.CharField(blank=True, max_length=330)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("typed", "Typed in"),
                            ("ubl", "Electronic invoice"),
                            ("pdf", "PDF with an electronic invoice"),
                        ],
                        default="typed",
                        max_length=5,
                    ),
                ),
                ("supplier", models.CharField(blank=True, max_length=200, verbose_name="supplier")),
                (
                    "supplier_vat_number",
                    models.CharField(blank=True, max_length=20, verbose_name="VAT number"),
                ),
                ("number", models.CharField(blank=True, max_length=100, verbose_name="number")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("supplied_on", models.DateField(blank=True, null=True, verbose_name="supplied on")),
                ("currency", models.CharField(default="ZAR", max_length=3)),
                (
                    "vat",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="VAT"
                    ),
                ),
                (
                    "incl",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="with VAT"
                    ),
                ),
                (
                    "claim",
                    models.CharField(
                        choices=[
                            ("yes", "Claimable"),
                            ("part", "Claimable in part"),
                            ("ask", "Ask your accountant"),
                            ("no", "Not claimable"),
                        ],
                        max_length=4,
                        verbose_name="claimable",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="input tax")),
                ("answers", models.JSONField(default=dict)),
                ("rulings", models.JSONField(default=list)),
                ("by_label", models.CharField(max_length=254, verbose_name="by")),
                ("checked_at", models.DateTimeField(verbose_name="checked")),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("keep_until", models.DateField()),
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
                "verbose_name": "checked invoice",
                "verbose_name_plural": "checked invoices",
                "indexes": [
                    models.Index(fields=["organisation", "-checked_at", "-id"], name="billing_checked_newest")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("match", ""), _negated=True),
                        fields=("organisation", "match"),
                        name="billing_checked_once",
                    )
                ],
            },
        ),
        TenantPolicy("billing_checkedinvoice"),
    ]
