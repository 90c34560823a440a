import django.db.models.deletion
from django.db import migrations, models

from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_logo_domain_joining"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="ssoprovider",
                    name="our_keys",
                    field=models.JSONField(default=list, editable=False),
                ),
                migrations.AddField(
                    model_name="ssoprovider",
                    name="sign_out_url",
                    field=models.CharField(blank=True, default="", max_length=1024),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="ssoprovider",
                    name="sign_out_answer_url",
                    field=models.CharField(blank=True, default="", max_length=1024),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="ssoprovider",
                    name="signs_requests",
                    field=models.BooleanField(default=False, verbose_name="sign our requests"),
                ),
                migrations.AddField(
                    model_name="ssoprovider",
                    name="wants_signed_requests",
                    field=models.BooleanField(default=False, editable=False),
                ),
            ]
        ),
        migrations.CreateModel(
            name="SsoVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=1024)),
                ("subject_format", models.CharField(blank=True, max_length=200)),
                ("session_index", models.CharField(blank=True, max_length=512)),
                ("sealed_token", models.TextField(blank=True)),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="usersessions.usersession",
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-in through a provider",
                "verbose_name_plural": "sign-ins through providers",
                "indexes": [
                    models.Index(fields=["provider", "subject"], name="accounts_ssovisit_subject"),
                    models.Index(fields=["provider", "session_index"], name="accounts_ssovisit_index"),
                ],
            },
        ),
    ]
