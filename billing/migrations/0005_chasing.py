import django.db.models.deletion
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference


class Migration(migrations.Migration):
    """Payments that did not come, and what is done about them."""

    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("billing", "0004_proofs"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscription",
            name="access",
            field=models.CharField(
                choices=[
                    ("full", "Everything"),
                    ("narrowed", "Metered things wait"),
                    ("free", "The free plan holds"),
                ],
                default="full",
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("is_default", models.BooleanField(default=False, verbose_name="taken for new cases")),
            ],
            options={
                "verbose_name": "reminder campaign",
                "verbose_name_plural": "reminder campaigns",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("is_default",),
                        name="billing_campaign_one_default",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("after_days", models.PositiveSmallIntegerField(verbose_name="days after")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("tell", "Write to the customer"),
                            ("charge", "Charge the kept card again"),
                            ("narrow", "Metered things wait"),
                            ("free", "The free plan holds"),
                            ("end", "End the subscription"),
                        ],
                        max_length=6,
                        verbose_name="what happens",
                    ),
                ),
                (
                    "on_pay_day",
                    models.BooleanField(
                        default=False,
                        help_text="Moved to the next 25th or last working day.",
                        verbose_name="on a pay day",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="billing.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "step",
                "verbose_name_plural": "steps",
                "ordering": ["campaign", "after_days", "id"],
            },
        ),
        migrations.CreateModel(
            name="ChaseCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("campaign", models.CharField(blank=True, max_length=40)),
                ("steps", models.JSONField(default=list)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("began_at", models.DateTimeField()),
                ("waited", models.PositiveSmallIntegerField(default=0)),
                ("promised_on", models.DateField(blank=True, null=True)),
                ("has_promised", models.BooleanField(default=False)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("held_until", models.DateField(blank=True, null=True)),
                ("held_reason", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("paid", "Paid"), ("unpaid", "Not paid"), ("cancelled", "Cancelled")],
                        max_length=9,
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
                    "subscription",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="billing.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder case",
                "verbose_name_plural": "reminder cases",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("organisation", "subscription"),
                        name="billing_case_one_open",
                    )
                ],
            },
        ),
        TenantPolicy("billing_chasecase"),
        TenantReference("billing_chasecase", "subscription_id", "billing_subscription"),
    ]
