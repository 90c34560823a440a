import django.db.models.deletion
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference


class Migration(migrations.Migration):
    """What customers show us for an EFT that they made."""

    dependencies = [("billing", "0003_staff")]

    operations = [
        migrations.CreateModel(
            name="PaymentProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("path", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(choices=[("pdf", "PDF"), ("png", "PNG"), ("jpg", "JPEG")], max_length=3),
                ),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("by_label", models.CharField(max_length=254, verbose_name="by")),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded")),
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
                    "payment",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.payment",
                    ),
                ),
            ],
            options={"verbose_name": "proof of payment", "verbose_name_plural": "proofs of payment"},
        ),
        migrations.AddConstraint(
            model_name="paymentproof",
            constraint=models.UniqueConstraint(fields=("organisation", "payment"), name="billing_proof_one"),
        ),
        TenantPolicy("billing_paymentproof"),
        TenantReference("billing_paymentproof", "payment_id", "billing_payment"),
    ]
