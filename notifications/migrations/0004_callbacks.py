from django.db import migrations, models


class Migration(migrations.Migration):
    """What providers tell later, and START beside STOP in the history of choices."""

    dependencies = [
        ("notifications", "0003_messages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="choicechange",
            name="way",
            field=models.CharField(
                choices=[
                    ("page", "on the page, signed in"),
                    ("link", "by the link of a message"),
                    ("one_click", "by the mail program's button"),
                    ("stop", "by a STOP message"),
                    ("start", "by a START message"),
                    ("staff", "by staff"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="ProviderCallback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("in_app", "In the app"),
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("whatsapp", "WhatsApp"),
                            ("push", "Push on the phone"),
                            ("web_push", "Push in the browser"),
                        ],
                        max_length=10,
                    ),
                ),
                ("provider", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("done", "Handled"),
                            ("unmatched", "Belongs to nothing we know"),
                            ("failed", "Could not be handled"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("news", models.JSONField(blank=True, default=list)),
                ("replies", models.JSONField(blank=True, default=list)),
                ("visit", models.TextField(blank=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("received_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField(blank=True, null=True)),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "message of a provider",
                "verbose_name_plural": "messages of providers",
                "indexes": [
                    models.Index(fields=["received_at"], name="callback_received"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["next_try_at"],
                        name="callback_waiting",
                    ),
                ],
            },
        ),
    ]
