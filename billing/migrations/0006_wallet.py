import django.db.models.deletion
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together


class Migration(migrations.Migration):
    """Prepaid units."""

    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("billing", "0005_chasing"),
    ]

    operations = [
        migrations.AddField(
            model_name="usagetotal",
            name="from_wallet",
            field=models.DecimalField(decimal_places=6, default=0, max_digits=18),
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("feature", models.CharField(max_length=60, verbose_name="of")),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=18, verbose_name="how many")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="usable until")),
                ("most", models.PositiveIntegerField(blank=True, null=True, verbose_name="how often in all")),
                ("used", models.PositiveIntegerField(default=0, verbose_name="used")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("created_at", models.DateTimeField(verbose_name="made")),
            ],
            options={
                "verbose_name": "voucher",
                "verbose_name_plural": "vouchers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="billing_voucher_gives"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WalletPot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("feature", models.CharField(max_length=60)),
                (
                    "source",
                    models.CharField(
                        choices=[("bought", "Bought"), ("voucher", "Voucher"), ("gift", "Given by us")],
                        max_length=7,
                    ),
                ),
                ("label", models.CharField(max_length=120)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=18)),
                ("left", models.DecimalField(decimal_places=6, max_digits=18)),
                ("priority", models.PositiveSmallIntegerField(default=50)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("key", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField()),
                (
                    "charge",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.charge",
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
                "verbose_name": "prepaid pot",
                "verbose_name_plural": "prepaid pots",
            },
        ),
        migrations.CreateModel(
            name="WalletMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("feature", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("spent", "Spent"),
                            ("returned", "Given back"),
                            ("expired", "Expired"),
                        ],
                        max_length=8,
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=18)),
                ("balance", models.DecimalField(decimal_places=6, max_digits=18)),
                ("event_id", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField()),
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
                    "pot",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="billing.walletpot"
                    ),
                ),
            ],
            options={
                "verbose_name": "prepaid movement",
                "verbose_name_plural": "prepaid movements",
            },
        ),
        migrations.CreateModel(
            name="TopUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("feature", models.CharField(max_length=60)),
                ("below", models.DecimalField(decimal_places=6, max_digits=18)),
                ("most_a_month", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField(default=1)),
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
                    "price",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.price"
                    ),
                ),
            ],
            options={
                "verbose_name": "automatic top-up",
                "verbose_name_plural": "automatic top-ups",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "feature"), name="billing_topup_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("below__gt", 0), ("most_a_month__gte", 1), ("most_a_month__lte", 30)
                        ),
                        name="billing_topup_sane",
                    ),
                ],
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="walletpot",
                    index=models.Index(
                        condition=models.Q(("left__gt", 0)),
                        fields=["expires_at"],
                        name="billing_pot_to_expire",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="walletpot",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="billing_pot_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="walletpot",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "key"), name="billing_pot_key"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="walletpot",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("left__gte", 0), ("left__lte", models.F("quantity")), ("quantity__gt", 0)
                        ),
                        name="billing_pot_left",
                    ),
                ),
                migrations.AddIndex(
                    model_name="walletmove",
                    index=models.Index(
                        fields=["organisation", "-created_at", "-id"], name="billing_move_newest"
                    ),
                ),
                migrations.AddIndex(
                    model_name="walletmove",
                    index=models.Index(fields=["organisation", "event_id"], name="billing_move_of_event"),
                ),
                migrations.AddConstraint(
                    model_name="walletmove",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("quantity", 0), _negated=True), name="billing_move_moves"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="walletmove",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("event_id", ""), _negated=True),
                        fields=("organisation", "pot", "kind", "event_id"),
                        name="billing_move_once",
                    ),
                ),
            ]
        ),
        TenantPolicy("billing_walletpot"),
        TenantPolicy("billing_walletmove"),
        TenantPolicy("billing_topup"),
        TenantReference("billing_walletpot", "charge_id", "billing_charge"),
        TenantReference("billing_walletmove", "pot_id", "billing_walletpot"),
    ]
