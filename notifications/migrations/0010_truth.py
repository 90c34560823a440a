import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy
from synthai.core.together import Together


class Migration(migrations.Migration):
    """How providers do, what staff send once more, how an organisation chooses its providers."""

    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("notifications", "0009_broadcast"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProviderTrouble",
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
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("failing", models.PositiveSmallIntegerField()),
                ("usual", models.PositiveSmallIntegerField()),
                ("failed_count", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "trouble of a provider",
                "verbose_name_plural": "troubles of providers",
            },
        ),
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "channel",
                    models.CharField(
                        blank=True,
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
                ("provider", models.CharField(blank=True, max_length=40)),
                ("answer", models.CharField(blank=True, max_length=200)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("working", "Working"), ("done", "Done"), ("cancelled", "Stopped")],
                        default="working",
                        max_length=9,
                    ),
                ),
                ("after", models.BigIntegerField(default=0)),
                ("counted", models.PositiveIntegerField(default=0)),
                ("sent_count", models.PositiveIntegerField(default=0)),
                ("left_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "replay",
                "verbose_name_plural": "replays",
            },
        ),
        migrations.CreateModel(
            name="RoutingChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "order",
                    models.CharField(
                        choices=[("cheapest", "Cheapest first"), ("surest", "Surest first")],
                        default="cheapest",
                        max_length=8,
                    ),
                ),
                ("free_first", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "choice of providers",
                "verbose_name_plural": "choices of providers",
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="verdict",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="result",
            field=models.CharField(
                choices=[
                    ("reserved", "About to go out, with others"),
                    ("started", "Went out, no answer yet"),
                    ("taken", "Taken"),
                    ("found", "Had been taken, as the provider says"),
                    ("busy", "Busy or out of reach"),
                    ("unclear", "May have been taken"),
                    ("lost", "Had not been taken, as the provider says"),
                    ("refused", "Refused"),
                    ("gone", "The address does not exist"),
                    ("misconfigured", "The provider refuses us"),
                ],
                default="started",
                max_length=14,
            ),
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="attempt",
                    index=models.Index(fields=["started_at"], name="attempt_newest"),
                ),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(
                        condition=models.Q(("state", "failed")),
                        fields=["finished_at"],
                        name="delivery_failed",
                    ),
                ),
                migrations.AddIndex(
                    model_name="providertrouble",
                    index=models.Index(fields=["began_at"], name="provider_trouble_newest"),
                ),
                migrations.AddConstraint(
                    model_name="providertrouble",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("channel", "provider"),
                        name="provider_trouble_open_once",
                    ),
                ),
                migrations.AddField(
                    model_name="replay",
                    name="started_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="routingchoice",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddIndex(
                    model_name="replay",
                    index=models.Index(fields=["-created_at"], name="replay_newest"),
                ),
                migrations.AddConstraint(
                    model_name="routingchoice",
                    constraint=models.UniqueConstraint(fields=("organisation",), name="routing_choice_once"),
                ),
            ]
        ),
        TenantPolicy("notifications_routingchoice"),
    ]
