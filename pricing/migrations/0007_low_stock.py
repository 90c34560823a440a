import django.db.models.deletion
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference


class Migration(migrations.Migration):
    """Products that run low, as they were told, and from how few days on they do."""

    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("pricing", "0006_starts_on_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="pricingsettings",
            name="stock_days",
            field=models.PositiveSmallIntegerField(
                default=7,
                help_text="A product whose stock lasts fewer days is told as running low; 0 for never.",
            ),
        ),
        migrations.CreateModel(
            name="StockAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("left", models.DecimalField(decimal_places=4, max_digits=14, verbose_name="left")),
                ("days", models.DecimalField(decimal_places=1, max_digits=8, verbose_name="days")),
                ("told_by", models.CharField(max_length=40)),
                ("told_at", models.DateTimeField()),
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
                    "product",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pricing.product"
                    ),
                ),
            ],
            options={
                "verbose_name": "stock alert",
                "verbose_name_plural": "stock alerts",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "product"), name="pricing_stockalert_once"
                    )
                ],
            },
        ),
        TenantPolicy("pricing_stockalert"),
        TenantReference("pricing_stockalert", "product_id", "pricing_product", on_delete="CASCADE"),
    ]
