"""What one browser does with a link over and over is one line with a count. Signers' numbers, which nothing used, are forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0013_calls_and_copies")]

    operations = [
        migrations.AddField(
            model_name="shareview",
            name="times",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.RemoveField(model_name="signer", name="phone"),
    ]
