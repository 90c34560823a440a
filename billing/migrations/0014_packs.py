"""Month-end packs, what accounts are called in exports, and until which month a customer had a statement."""

import django.db.models.deletion
from django.db import migrations, models

import synthai.core.models
from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0013_parts_filled"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="billingentity",
                    name="export_codes",
                    field=models.JSONField(blank=True, default=dict, verbose_name="codes for exports"),
                ),
                migrations.AddField(
                    model_name="customer",
                    name="statement_for",
                    field=models.DateField(blank=True, editable=False, null=True),
                ),
            ]
        ),
        migrations.CreateModel(
            name="MonthEndPack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("start", models.DateField(verbose_name="from")),
                ("end", models.DateField(verbose_name="until")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for a worker"),
                            ("working", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=80, verbose_name="step")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="documents done")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="documents")),
                ("path", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("file_bytes", models.PositiveBigIntegerField(default=0, verbose_name="bytes")),
                ("failure", models.CharField(blank=True, max_length=255, verbose_name="why")),
                ("by_label", models.CharField(max_length=254, verbose_name="by")),
                ("asked_at", models.DateTimeField(verbose_name="asked for")),
                ("heard_at", models.DateTimeField(verbose_name="last heard of")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.billingentity",
                    ),
                ),
            ],
            options={
                "verbose_name": "month-end pack",
                "verbose_name_plural": "month-end packs",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gte", models.F("start"))), name="billing_pack_in_order"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "working"])),
                        fields=("entity", "start", "end"),
                        name="billing_pack_one_at_work",
                    ),
                ],
            },
        ),
    ]
