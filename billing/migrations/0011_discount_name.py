from django.db import migrations, models


class Migration(migrations.Migration):
    """What the coupon of a charge was called."""

    dependencies = [("billing", "0010_cards_and_gateway_run")]

    operations = [
        migrations.AddField(
            model_name="charge",
            name="discount_name",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        )
    ]
