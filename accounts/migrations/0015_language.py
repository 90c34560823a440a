"""The language that a person reads the site in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_bank_details")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=10, verbose_name="language"
            ),
        ),
    ]
