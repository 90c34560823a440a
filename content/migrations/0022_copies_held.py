"""Marketing texts that a language model writes are held by one worker, so that none is asked for twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0012_confidential_tables")]

    operations = [
        migrations.AddField(
            model_name="copyrequest",
            name="lease_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="copyrequest",
            name="lease_token",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
        ),
    ]
