import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
from synthai.core.migrations_ops import for_serving_roles

# The words of a version that was in use once are history: nobody changes or deletes them, the owner of the tables included.
KEPT = """
CREATE FUNCTION notifications_template_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF OLD.state IN ('draft', 'ready', 'discarded') THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE'
        AND (NEW.kind, NEW.channel, NEW.locale, NEW.number, NEW.title, NEW.body, NEW.html, NEW.author_ids, NEW.published_at)
        IS NOT DISTINCT FROM (OLD.kind, OLD.channel, OLD.locale, OLD.number, OLD.title, OLD.body, OLD.html,
            OLD.author_ids, OLD.published_at)
        AND (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state IN ('replaced', 'withdrawn')))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Version % of % was in use: it cannot be changed or deleted.', OLD.number, OLD.kind
        USING ERRCODE = 'insufficient_privilege';
END $f$;
CREATE TRIGGER notifications_template_stays BEFORE UPDATE OR DELETE ON notifications_templateversion
    FOR EACH ROW EXECUTE FUNCTION notifications_template_stays();
"""
KEPT_BACK = """
DROP TRIGGER notifications_template_stays ON notifications_templateversion;
DROP FUNCTION notifications_template_stays();
"""


class Migration(migrations.Migration):
    """What staff write instead of the sentences in code, and the language in which a person is written to."""

    dependencies = [
        ("notifications", "0005_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="personal",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[
                    ("en-za", "English"),
                    ("af", "Afrikaans"),
                    ("zu", "isiZulu"),
                    ("xh", "isiXhosa"),
                    ("nso", "Sepedi"),
                    ("tn", "Setswana"),
                    ("st", "Sesotho"),
                    ("ts", "Xitsonga"),
                    ("ss", "siSwati"),
                    ("ve", "Tshivenḓa"),
                    ("nr", "isiNdebele"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("kind", models.CharField(max_length=80, verbose_name="kind")),
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
                        verbose_name="channel",
                    ),
                ),
                (
                    "locale",
                    models.CharField(
                        choices=[
                            ("en-za", "English"),
                            ("af", "Afrikaans"),
                            ("zu", "isiZulu"),
                            ("xh", "isiXhosa"),
                            ("nso", "Sepedi"),
                            ("tn", "Setswana"),
                            ("st", "Sesotho"),
                            ("ts", "Xitsonga"),
                            ("ss", "siSwati"),
                            ("ve", "Tshivenḓa"),
                            ("nr", "isiNdebele"),
                        ],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("ready", "Waits for approval"),
                            ("published", "In use"),
                            ("replaced", "Replaced"),
                            ("withdrawn", "Withdrawn"),
                            ("discarded", "Thrown away"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("html", models.TextField(blank=True, verbose_name="html")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("author_ids", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("fetched", models.JSONField(blank=True, default=list)),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                ("fault", models.CharField(blank=True, max_length=300)),
                ("fault_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
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
                "verbose_name": "template of notifications",
                "verbose_name_plural": "templates of notifications",
                "permissions": [("approve_templateversion", "Can approve template of notifications")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "channel", "locale", "number"), name="template_version_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("kind", "channel", "locale"),
                        name="template_version_one_in_use",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "ready"])),
                        fields=("kind", "channel", "locale"),
                        name="template_version_one_open",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, KEPT_BACK),
        # Drafts are thrown away by their state: nothing of this table is ever deleted.
        migrations.RunSQL(
            for_serving_roles("REVOKE DELETE ON notifications_templateversion FROM %I"),
            for_serving_roles("GRANT DELETE ON notifications_templateversion TO %I"),
        ),
    ]
