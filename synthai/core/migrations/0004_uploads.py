"""Files on their way into storage."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("core", "0003_audit_seal_by_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("purpose", models.CharField(max_length=40)),
                ("target", models.CharField(max_length=64)),
                ("owner", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("size", models.PositiveBigIntegerField()),
                ("way", models.CharField(max_length=10)),
                ("path", models.CharField(max_length=200)),
                ("handle", models.CharField(blank=True, max_length=400)),
                ("result", models.CharField(blank=True, max_length=400)),
                ("taken_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("is_done", models.BooleanField(default=False)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("last_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "upload",
                "verbose_name_plural": "uploads",
                "indexes": [
                    models.Index(fields=["organisation", "purpose", "target"], name="core_upload_for")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="core_upload_is_not_empty"
                    )
                ],
            },
        ),
        TenantPolicy("core_upload"),
    ]
