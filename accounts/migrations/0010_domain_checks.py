from django.db import migrations, models

from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_single_logout"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="ssodomain",
                    name="lapses_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="ssodomain",
                    name="missed",
                    field=models.PositiveSmallIntegerField(default=0, editable=False),
                ),
            ]
        ),
    ]
