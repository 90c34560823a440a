from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether who pays agreed that the card is kept."""

    dependencies = [("billing", "0015_checked_invoices")]

    operations = [
        migrations.AddField(
            model_name="payment", name="keeps_method", field=models.BooleanField(default=True)
        )
    ]
