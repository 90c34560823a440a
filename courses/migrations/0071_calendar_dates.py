"""A private calendar may show dates in documents beside classes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0070_polish")]

    operations = [
        migrations.AddField(
            model_name="calendarfeed",
            name="has_dates",
            field=models.BooleanField(default=False, verbose_name="dates in documents too"),
        ),
    ]
