from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together


class Migration(migrations.Migration):
    """Cards kept without a charge, removal that can be taken back, and plans that a gateway runs by its own schedule."""

    dependencies = [
        ("billing", "0009_books_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="CardSetup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("reference", models.CharField(max_length=16, unique=True)),
                ("gateway", models.CharField(max_length=16)),
                ("gateway_id", models.CharField(blank=True, max_length=120)),
                ("gateway_reference", models.CharField(blank=True, max_length=255)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("started", "At the gateway"),
                            ("kept", "Kept"),
                            ("failed", "Failed"),
                            ("expired", "Not finished"),
                        ],
                        default="started",
                        max_length=7,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12)),
                ("currency", models.CharField(default="ZAR", max_length=3)),
                (
                    "give_back",
                    models.CharField(
                        choices=[
                            ("none", "Nothing was taken"),
                            ("due", "To be given back"),
                            ("sent", "On its way back"),
                            ("done", "Given back"),
                            ("failed", "Could not be given back"),
                        ],
                        default="none",
                        max_length=6,
                    ),
                ),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("by_label", models.CharField(max_length=254, verbose_name="by")),
                ("created_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("ask_at", models.DateTimeField(blank=True, null=True)),
                ("asked", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "card to be kept",
                "verbose_name_plural": "cards to be kept",
            },
        ),
        Together(
            [
                migrations.AddField(
                    model_name="charge",
                    name="collected_by",
                    field=models.CharField(blank=True, max_length=16),
                ),
                migrations.AddField(
                    model_name="paymentmethod",
                    name="forget_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="paymentmethod",
                    name="removed_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="paymentmethod",
                    name="was_default",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="subscription",
                    name="agreement",
                    field=models.CharField(blank=True, max_length=120, verbose_name="the gateway's number"),
                ),
                migrations.AddField(
                    model_name="subscription",
                    name="agreement_amount",
                    field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                migrations.AddField(
                    model_name="subscription",
                    name="run_by",
                    field=models.CharField(blank=True, max_length=16, verbose_name="run by"),
                ),
                migrations.AddField(
                    model_name="subscription",
                    name="wish",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("end", "End it now"),
                            ("run_out", "Let it run out"),
                            ("keep", "Keep it after all"),
                        ],
                        max_length=8,
                    ),
                ),
                migrations.AddField(
                    model_name="subscription",
                    name="wish_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddIndex(
                    model_name="paymentmethod",
                    index=models.Index(
                        condition=models.Q(("forget_at__isnull", False)),
                        fields=["forget_at"],
                        name="billing_method_to_forget",
                    ),
                ),
                migrations.AddIndex(
                    model_name="subscription",
                    index=models.Index(
                        condition=models.Q(("wish_at__isnull", False)),
                        fields=["wish_at"],
                        name="billing_subscription_wishing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="charge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("collected_by", ""), ("next_try_at__isnull", True), _connector="OR"
                        ),
                        name="billing_charge_collected_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="subscription",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("run_by", ""), _negated=True),
                        fields=("organisation", "run_by", "agreement"),
                        name="billing_subscription_run_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="subscription",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("run_by", ""), ("next_step_at__isnull", True), _connector="OR"),
                        name="billing_subscription_run_elsewhere",
                    ),
                ),
                migrations.AddField(
                    model_name="cardsetup",
                    name="method",
                    field=synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.paymentmethod",
                    ),
                ),
                migrations.AddField(
                    model_name="cardsetup",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddIndex(
                    model_name="cardsetup",
                    index=models.Index(fields=["organisation", "-created_at"], name="billing_setup_newest"),
                ),
                migrations.AddIndex(
                    model_name="cardsetup",
                    index=models.Index(
                        condition=models.Q(("ask_at__isnull", False)),
                        fields=["ask_at"],
                        name="billing_setup_to_work",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="cardsetup",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="billing_setup_not_negative"
                    ),
                ),
            ]
        ),
        TenantPolicy("billing_cardsetup"),
        TenantReference("billing_cardsetup", "method_id", "billing_paymentmethod"),
    ]
