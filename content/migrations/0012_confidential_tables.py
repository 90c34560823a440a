"""Tables whose documents are about people: seen by who uploaded them and by few others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0011_request_keys")]

    operations = [
        migrations.AddField(
            model_name="bulkrun",
            name="is_confidential",
            field=models.BooleanField(default=False, verbose_name="confidential"),
        ),
    ]
