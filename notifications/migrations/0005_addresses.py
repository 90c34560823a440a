import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
from synthai.core.together import Together


class Migration(migrations.Migration):
    """Codes that prove numbers, addresses that end with a sign-in, and a delivery for each device."""

    dependencies = [
        ("notifications", "0004_callbacks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                    ("proof", "by proving the number again"),
                    ("staff", "by staff"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="NumberCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("number", models.CharField(blank=True, max_length=16)),
                ("fingerprint", models.CharField(max_length=64)),
                ("channels", models.JSONField(default=list)),
                ("code_hash", models.CharField(max_length=64)),
                ("tries_left", models.PositiveSmallIntegerField(default=5)),
                ("expires_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "code for a number",
                "verbose_name_plural": "codes for numbers",
            },
        ),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_once_per_channel",
        ),
        Together(
            [
                migrations.AddField(
                    model_name="address",
                    name="renewed_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="address",
                    name="sign_in",
                    field=models.CharField(blank=True, max_length=40),
                ),
                migrations.AddField(
                    model_name="delivery",
                    name="device",
                    field=models.CharField(blank=True, max_length=40),
                ),
                migrations.AddIndex(
                    model_name="address",
                    index=models.Index(
                        condition=models.Q(("sign_in", ""), _negated=True),
                        fields=["sign_in"],
                        name="address_sign_in",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="delivery",
                    constraint=models.UniqueConstraint(
                        fields=("message", "channel", "device"), name="delivery_once_per_device"
                    ),
                ),
                migrations.AddField(
                    model_name="numbercode",
                    name="user",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddIndex(
                    model_name="numbercode",
                    index=models.Index(fields=["user", "-created_at"], name="number_code_newest"),
                ),
                migrations.AddIndex(
                    model_name="numbercode",
                    index=models.Index(fields=["fingerprint", "created_at"], name="number_code_of_number"),
                ),
                migrations.AddIndex(
                    model_name="numbercode",
                    index=models.Index(fields=["created_at"], name="number_code_created"),
                ),
            ]
        ),
    ]
