import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy
from synthai.core.together import Together

# "Seen" is no change: it is written when the page that shows the line is made.
CHANGED = """
CREATE FUNCTION notifications_line_changed() RETURNS trigger LANGUAGE plpgsql AS $do$
BEGIN NEW.changed_in := pg_current_xact_id()::text::bigint; RETURN NEW; END $do$;
CREATE TRIGGER notifications_line_changed BEFORE UPDATE ON notifications_notification FOR EACH ROW
WHEN ((OLD.read_at, OLD.archived_at, OLD.snoozed_until, OLD.title, OLD.body, OLD.url, OLD.thread)
IS DISTINCT FROM (NEW.read_at, NEW.archived_at, NEW.snoozed_until, NEW.title, NEW.body, NEW.url, NEW.thread))
EXECUTE FUNCTION notifications_line_changed();
"""
UNCHANGED = """
DROP TRIGGER notifications_line_changed ON notifications_notification;
DROP FUNCTION notifications_line_changed();
"""


class Migration(migrations.Migration):
    """The inbox by thread, which transaction changed a line, and who follows what."""

    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("notifications", "0006_templates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InboxReset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reset_in",
                    models.BigIntegerField(
                        db_default=django.db.models.functions.comparison.Cast(
                            django.db.models.functions.comparison.Cast(
                                models.Func(function="pg_current_xact_id"), models.TextField()
                            ),
                            models.BigIntegerField(),
                        )
                    ),
                ),
            ],
            options={
                "verbose_name": "inbox to be read anew",
                "verbose_name_plural": "inboxes to be read anew",
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("team", models.CharField(blank=True, max_length=60)),
                ("topic", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=80)),
                ("is_muted", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "subscription to a topic",
                "verbose_name_plural": "subscriptions to topics",
            },
        ),
        migrations.RemoveIndex(
            model_name="notification",
            name="notification_inbox",
        ),
        Together(
            [
                migrations.AddField(
                    model_name="notification",
                    name="changed_in",
                    field=models.BigIntegerField(
                        db_default=django.db.models.functions.comparison.Cast(
                            django.db.models.functions.comparison.Cast(
                                models.Func(function="pg_current_xact_id"), models.TextField()
                            ),
                            models.BigIntegerField(),
                        ),
                        editable=False,
                    ),
                ),
                migrations.AddField(
                    model_name="notification",
                    name="listed_at",
                    field=models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Greatest(
                            "created_at", "snoozed_until"
                        ),
                        output_field=models.DateTimeField(),
                    ),
                ),
            ]
        ),
        migrations.AlterField(
            model_name="notification",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="notification",
                    index=models.Index(fields=["user", "-listed_at", "-id"], name="notification_listed"),
                ),
                migrations.AddIndex(
                    model_name="notification",
                    index=models.Index(fields=["user", "changed_in"], name="notification_changed"),
                ),
                migrations.AddIndex(
                    model_name="notification",
                    index=models.Index(
                        condition=models.Q(("thread", ""), _negated=True),
                        fields=["user", "thread", "-listed_at"],
                        name="notification_thread",
                    ),
                ),
                migrations.AddIndex(
                    model_name="notification",
                    index=models.Index(
                        condition=models.Q(("snoozed_until__isnull", False)),
                        fields=["snoozed_until"],
                        name="notification_waking",
                    ),
                ),
                migrations.AddField(
                    model_name="inboxreset",
                    name="user",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="subscription",
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
                migrations.AddField(
                    model_name="subscription",
                    name="user",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="subscription",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("organisation", "topic", "subject", "user"),
                        name="topic_once_per_person",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="subscription",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("user__isnull", True)),
                        fields=("organisation", "topic", "subject", "team"),
                        name="topic_once_per_team",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="subscription",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("team", ""), ("user__isnull", False)),
                            models.Q(
                                ("is_muted", False),
                                ("user__isnull", True),
                                models.Q(("team", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="topic_person_or_team",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(CHANGED, UNCHANGED),
        TenantPolicy("notifications_subscription"),
    ]
