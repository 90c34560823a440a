from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_domain_checks"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="trust_stamp",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=16),
        ),
    ]
