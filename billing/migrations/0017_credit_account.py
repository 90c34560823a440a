from django.db import migrations, models


class Migration(migrations.Migration):
    """Which account a movement of credit has on its other side in the books."""

    dependencies = [("billing", "0016_payment_keeps_method")]

    operations = [
        migrations.AddField(
            model_name="creditentry",
            name="account",
            field=models.CharField(default="", editable=False, max_length=40),
        )
    ]
