import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_support_access"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="tokenfamily",
                    name="providers",
                    field=models.JSONField(default=list, editable=False),
                ),
                migrations.AddField(
                    model_name="tokenfamily",
                    name="used_second_factor",
                    field=models.BooleanField(
                        default=False, editable=False, verbose_name="second factor used"
                    ),
                ),
            ]
        ),
        migrations.AlterField(
            model_name="tokenfamily",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("signed_out", "Signed out"),
                    ("reused", "An old token was presented again"),
                    ("password", "The password changed"),
                    ("deactivated", "The person may no longer sign in"),
                    ("provider", "The identity provider is no longer in use"),
                ],
                editable=False,
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="AppCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("client_id", models.CharField(editable=False, max_length=100)),
                ("redirect_uri", models.CharField(editable=False, max_length=600)),
                ("challenge", models.CharField(editable=False, max_length=43)),
                ("device", models.CharField(blank=True, editable=False, max_length=200)),
                ("providers", models.JSONField(default=list, editable=False)),
                ("used_second_factor", models.BooleanField(default=False, editable=False)),
                ("proved_at", models.DateTimeField(editable=False)),
                ("expires_at", models.DateTimeField(editable=False)),
                ("used_at", models.DateTimeField(editable=False, null=True)),
                (
                    "family",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.tokenfamily",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-in code of an app",
                "verbose_name_plural": "sign-in codes of apps",
                "indexes": [
                    models.Index(
                        condition=models.Q(("used_at__isnull", True)),
                        fields=["user"],
                        name="accounts_appcode_open",
                    )
                ],
            },
        ),
    ]
