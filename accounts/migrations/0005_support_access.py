import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupportAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("look", "Look, change nothing"),
                            ("work", "Look, and help with sales files and price runs"),
                            ("decide", "All that, and change products and decide about prices"),
                        ],
                        default="look",
                        max_length=8,
                        verbose_name="what support may do",
                    ),
                ),
                ("allowed_by_label", models.CharField(max_length=254, verbose_name="allowed by")),
                (
                    "allowed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="allowed"
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="until")),
                ("entered_at", models.DateTimeField(editable=False, null=True, verbose_name="first entered")),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                ("ended_by_label", models.CharField(blank=True, max_length=254, verbose_name="ended by")),
                (
                    "allowed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "verbose_name": "support access",
                "verbose_name_plural": "support accesses",
                "indexes": [
                    models.Index(fields=["organisation", "-allowed_at"], name="accounts_support_newest")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("organisation",),
                        name="accounts_support_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["look", "work", "decide"])),
                        name="accounts_support_level_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("allowed_at"))),
                        name="accounts_support_time_runs",
                    ),
                ],
            },
        ),
        TenantPolicy("accounts_supportaccess"),
    ]
