import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy
from synthai.core.together import Together


class Migration(migrations.Migration):
    """Announcements, proof of consent, what goes on until somebody takes it, and WhatsApp's templates and open conversations."""

    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("notifications", "0008_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="attempt",
                    name="template",
                    field=models.CharField(blank=True, db_default="", default="", max_length=120),
                ),
                migrations.AddField(
                    model_name="choicechange",
                    name="evidence",
                    field=models.JSONField(blank=True, db_default={}, default=dict),
                ),
                migrations.AddField(
                    model_name="choicechange",
                    name="is_consent",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="fact",
                    name="channels",
                    field=models.JSONField(blank=True, db_default=[], default=list),
                ),
                migrations.AddField(
                    model_name="fact",
                    name="is_local",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="providercallback",
                    name="templates",
                    field=models.JSONField(blank=True, db_default=[], default=list),
                ),
            ]
        ),
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
                    ("api", "in the mobile app"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="choicechange",
            name="wording",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("policy", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("values", models.JSONField(blank=True, default=dict)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("people", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Nobody has taken it yet"),
                            ("taken", "Somebody has taken it"),
                            ("resolved", "It resolved itself"),
                            ("exhausted", "Everybody was told, nobody has taken it"),
                        ],
                        default="running",
                        max_length=9,
                    ),
                ),
                ("next_step", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "taken_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("app", "in the app"),
                            ("link", "by the link of a message"),
                            ("sms", "by answering the SMS"),
                            ("whatsapp", "by answering on WhatsApp"),
                        ],
                        max_length=8,
                    ),
                ),
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
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "escalation",
                "verbose_name_plural": "escalations",
            },
        ),
        migrations.CreateModel(
            name="EscalationStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("number", models.PositiveSmallIntegerField()),
                ("channels", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "escalation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="notifications.escalation",
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
                "verbose_name": "step of an escalation",
                "verbose_name_plural": "steps of escalations",
            },
        ),
        migrations.CreateModel(
            name="OnCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
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
                "verbose_name": "person on call",
                "verbose_name_plural": "people on call",
            },
        ),
        migrations.CreateModel(
            name="TeamAnnouncement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "purpose",
                    models.CharField(
                        choices=[("service", "Service announcement"), ("marketing", "Marketing")],
                        default="service",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField(blank=True)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("channels", models.JSONField(default=list)),
                ("audience", models.CharField(max_length=60)),
                ("audience_args", models.JSONField(blank=True, default=dict)),
                ("on_day", models.DateField(blank=True, null=True)),
                ("at_time", models.TimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("to_approve", "Waits for a second person"),
                            ("scheduled", "Scheduled"),
                            ("sending", "On its way"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("author_label", models.CharField(blank=True, max_length=200)),
                ("counted", models.JSONField(blank=True, default=dict)),
                ("figures", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField()),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
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
                "verbose_name": "announcement to the team",
                "verbose_name_plural": "announcements to the team",
            },
        ),
        migrations.CreateModel(
            name="WhatsAppTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "provider",
                    models.CharField(
                        choices=[("meta", "Meta"), ("twilio", "Twilio")], default="meta", max_length=40
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="At Twilio the content's SID, which begins with HX.", max_length=120
                    ),
                ),
                ("language", models.CharField(default="en", max_length=10)),
                (
                    "kind",
                    models.CharField(blank=True, help_text="The kind that it speaks for.", max_length=80),
                ),
                (
                    "values",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="What fills its places, in order: variables of the kind, or title and body.",
                    ),
                ),
                (
                    "has_button",
                    models.BooleanField(default=False, help_text="Its first button leads to our page."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waits for WhatsApp"),
                            ("approved", "Approved"),
                            ("paused", "Paused by WhatsApp"),
                            ("rejected", "Rejected"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "WhatsApp template",
                "verbose_name_plural": "WhatsApp templates",
                "indexes": [models.Index(fields=["kind"], name="whatsapp_template_kind")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "name", "language"), name="whatsapp_template_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WhatsAppWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("open_until", models.DateTimeField()),
            ],
            options={
                "verbose_name": "open conversation on WhatsApp",
                "verbose_name_plural": "open conversations on WhatsApp",
                "indexes": [models.Index(fields=["open_until"], name="whatsapp_window_until")],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "purpose",
                    models.CharField(
                        choices=[("service", "Service announcement"), ("marketing", "Marketing")],
                        default="service",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField(blank=True)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("channels", models.JSONField(default=list)),
                ("audience", models.CharField(max_length=60)),
                ("audience_args", models.JSONField(blank=True, default=dict)),
                ("on_day", models.DateField(blank=True, null=True)),
                ("at_time", models.TimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("to_approve", "Waits for a second person"),
                            ("scheduled", "Scheduled"),
                            ("sending", "On its way"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("author_label", models.CharField(blank=True, max_length=200)),
                ("counted", models.JSONField(blank=True, default=dict)),
                ("figures", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField()),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["scheduled", "sending"])),
                        fields=["starts_at"],
                        name="announcement_running",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentAsk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=40)),
                ("wording", models.CharField(max_length=1000)),
                ("by_label", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField()),
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
                "verbose_name": "question for consent",
                "verbose_name_plural": "questions for consent",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "category"), name="consent_asked_once")
                ],
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="escalation",
                    index=models.Index(
                        condition=models.Q(("state", "running")), fields=["next_at"], name="escalation_due"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="escalationstep",
                    constraint=models.UniqueConstraint(
                        fields=("escalation", "number"), name="escalation_step_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="oncall",
                    constraint=models.UniqueConstraint(fields=("organisation", "user"), name="on_call_once"),
                ),
                migrations.AddIndex(
                    model_name="teamannouncement",
                    index=models.Index(
                        fields=["organisation", "-created_at"], name="team_announcement_newest"
                    ),
                ),
                migrations.AddIndex(
                    model_name="teamannouncement",
                    index=models.Index(
                        condition=models.Q(("state__in", ["scheduled", "sending"])),
                        fields=["starts_at"],
                        name="team_announcement_running",
                    ),
                ),
            ]
        ),
        TenantPolicy("notifications_oncall"),
        TenantPolicy("notifications_teamannouncement"),
    ]
