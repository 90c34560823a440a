from django.db import migrations, models


class Migration(migrations.Migration):
    """Files that go along with a mail: where they lie in storage, never their bytes."""

    dependencies = [("notifications", "0001_initial")]

    operations = [migrations.AddField("mail", "attachments", models.JSONField(blank=True, default=list))]
