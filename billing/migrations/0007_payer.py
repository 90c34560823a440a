from django.db import migrations, models

from synthai.core.together import Together


class Migration(migrations.Migration):
    """Where the receipt of an EFT by pay link goes, until it is sent."""

    dependencies = [("billing", "0006_wallet")]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="payment",
                    name="payer_email",
                    field=models.EmailField(blank=True, default="", editable=False, max_length=254),
                    preserve_default=False,
                ),
                migrations.AddIndex(
                    model_name="payment",
                    index=models.Index(
                        condition=models.Q(("payer_email", ""), _negated=True),
                        fields=["created_at"],
                        name="billing_payment_payer",
                    ),
                ),
            ]
        ),
    ]
