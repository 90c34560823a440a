from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy
from synthai.core.together import Together


class Migration(migrations.Migration):
    """Messages with their deliveries and attempts, choices of people and organisations, and more states of the inbox."""

    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("notifications", "0002_mail_attachments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="mail",
                    name="headers",
                    field=models.JSONField(blank=True, default=dict),
                ),
                migrations.AddField(
                    model_name="notification",
                    name="archived_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="notification",
                    name="seen_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="notification",
                    name="snoozed_until",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="notification",
                    name="thread",
                    field=models.CharField(blank=True, db_default="", default="", max_length=120),
                ),
            ]
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("kind", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=120)),
                ("values", models.JSONField(blank=True, default=dict)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("thread", models.CharField(blank=True, max_length=120)),
                ("decision", models.JSONField(blank=True, default=list)),
                ("created_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("going", "On its way out"),
                            ("sent", "Taken by the provider"),
                            ("delivered", "Delivered"),
                            ("read", "Read"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                            ("suppressed", "Not sent: the address takes nothing"),
                            ("bundled", "Told in a digest"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("is_digest", models.BooleanField(default=False)),
                ("not_before", models.DateTimeField()),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("attempt_count", models.PositiveSmallIntegerField(default=0)),
                ("provider", models.CharField(blank=True, max_length=40)),
                ("provider_id", models.CharField(blank=True, max_length=200)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("cost", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("currency", models.CharField(default="ZAR", max_length=3)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="notifications.delivery",
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
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="notifications.message",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
            },
        ),
        migrations.CreateModel(
            name="OrganisationDefault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=40)),
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
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("now", "At once"),
                            ("hourly", "Hourly"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("off", "Off"),
                        ],
                        max_length=10,
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
                "verbose_name": "organisation's default",
                "verbose_name_plural": "organisation's defaults",
            },
        ),
        migrations.CreateModel(
            name="Personal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("zone", models.CharField(default="Africa/Johannesburg", max_length=60)),
                ("quiet_from", models.TimeField(blank=True, null=True)),
                ("quiet_until", models.TimeField(blank=True, null=True)),
                ("digest_hour", models.PositiveSmallIntegerField(default=7)),
                (
                    "digest_weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        default=0,
                    ),
                ),
                ("updated_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "person's hours",
                "verbose_name_plural": "people's hours",
            },
        ),
        migrations.CreateModel(
            name="Suppression",
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
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("bounced", "It does not exist"),
                            ("complained", "Marked as spam"),
                            ("stopped", "Asked to stop"),
                            ("staff", "Set by staff"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("since", models.DateTimeField()),
            ],
            options={
                "verbose_name": "suppressed address",
                "verbose_name_plural": "suppressed addresses",
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "fingerprint"), name="suppression_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Address",
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
                ("value", models.TextField()),
                ("label", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField()),
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
                "verbose_name": "address",
                "verbose_name_plural": "addresses",
                "constraints": [models.UniqueConstraint(fields=("channel", "value"), name="address_once")],
            },
        ),
        migrations.CreateModel(
            name="ChannelBudget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("monthly_limit", models.DecimalField(decimal_places=2, max_digits=10)),
                ("month", models.DateField()),
                ("spent", models.DecimalField(decimal_places=4, default=Decimal("0"), max_digits=10)),
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
                "verbose_name": "budget of messages",
                "verbose_name_plural": "budgets of messages",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation",), name="channel_budget_once"),
                    models.CheckConstraint(
                        condition=models.Q(("monthly_limit__gte", 0)), name="channel_budget_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=40)),
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
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("now", "At once"),
                            ("hourly", "Hourly"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("off", "Off"),
                        ],
                        max_length=10,
                    ),
                ),
                ("chosen_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "choice",
                "verbose_name_plural": "choices",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "category", "channel"), name="choice_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ChoiceChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=60)),
                ("before", models.CharField(blank=True, max_length=60)),
                ("after", models.CharField(blank=True, max_length=60)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("page", "on the page, signed in"),
                            ("link", "by the link of a message"),
                            ("one_click", "by the mail program's button"),
                            ("stop", "by a STOP message"),
                            ("staff", "by staff"),
                        ],
                        max_length=10,
                    ),
                ),
                ("wording", models.CharField(blank=True, max_length=300)),
                ("ip", models.GenericIPAddressField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a choice",
                "verbose_name_plural": "changes of choices",
                "indexes": [models.Index(fields=["user", "-at"], name="choice_change_newest")],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("provider", models.CharField(max_length=40)),
                (
                    "result",
                    models.CharField(
                        choices=[
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
                ("provider_id", models.CharField(blank=True, max_length=200)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("cost", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("currency", models.CharField(default="ZAR", max_length=3)),
                ("parts", models.PositiveSmallIntegerField(default=1)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("milliseconds", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="notifications.delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "indexes": [models.Index(fields=["provider", "started_at"], name="attempt_provider")],
                "constraints": [
                    models.UniqueConstraint(fields=("delivery", "number"), name="attempt_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("kind", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("audience", models.CharField(max_length=60)),
                ("audience_args", models.JSONField(blank=True, default=dict)),
                ("values", models.JSONField(blank=True, default=dict)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("thread", models.CharField(blank=True, max_length=120)),
                ("send_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("spreading", "Spreading"), ("done", "Done"), ("cancelled", "Cancelled")],
                        default="spreading",
                        max_length=10,
                    ),
                ),
                ("after", models.BigIntegerField(default=0)),
                ("told_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "fact for many",
                "verbose_name_plural": "facts for many",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "spreading")),
                        fields=["created_at"],
                        name="fact_spreading",
                    )
                ],
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["key"], name="message_key"),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["created_at"], name="message_created"),
                ),
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.UniqueConstraint(
                        fields=("user", "key"), name="message_once_per_person"
                    ),
                ),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(
                        condition=models.Q(("state__in", ["waiting", "going"])),
                        fields=["not_before"],
                        name="delivery_due",
                    ),
                ),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(
                        condition=models.Q(("is_digest", True), ("state", "waiting")),
                        fields=["user", "channel"],
                        name="delivery_digest",
                    ),
                ),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=["provider", "provider_id"],
                        name="delivery_provider_id",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="delivery",
                    constraint=models.UniqueConstraint(
                        fields=("message", "channel"), name="delivery_once_per_channel"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="organisationdefault",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "category", "channel"), name="organisation_default_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("notifications_organisationdefault"),
        TenantPolicy("notifications_channelbudget"),
    ]
