"""Pictures and sounds in questions, looks of certificates, reminders before they end, withdrawn keys, courses taken again."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy
from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("courses", "0060_live_classes_and_paths"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="certificate",
                    name="colour",
                    field=models.CharField(default="#0b6b4f", max_length=7),
                ),
                migrations.AddField(
                    model_name="certificate",
                    name="look",
                    field=models.CharField(
                        choices=[
                            ("frame", "Framed, in the middle"),
                            ("band", "A band of colour at the side"),
                        ],
                        default="frame",
                        max_length=10,
                    ),
                ),
                migrations.AddField(
                    model_name="certificate",
                    name="reminded_days",
                    field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="certificateterms",
                    name="colour",
                    field=models.CharField(
                        default="#0b6b4f",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-f]{6}$", "Write the colour like #0b6b4f."
                            )
                        ],
                        verbose_name="colour",
                    ),
                ),
                migrations.AddField(
                    model_name="certificateterms",
                    name="look",
                    field=models.CharField(
                        choices=[
                            ("frame", "Framed, in the middle"),
                            ("band", "A band of colour at the side"),
                        ],
                        default="frame",
                        max_length=10,
                        verbose_name="look",
                    ),
                ),
                migrations.AddField(
                    model_name="enrolment",
                    name="begun_again_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="issuerkey",
                    name="withdrawn_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
            ]
        ),
        migrations.CreateModel(
            name="QuestionMedia",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("path", models.CharField(max_length=200)),
                ("small_path", models.CharField(blank=True, max_length=200)),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveBigIntegerField()),
                ("small_size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("seconds", models.PositiveIntegerField(default=0)),
                ("added_by_label", models.CharField(blank=True, max_length=200)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                "verbose_name": "picture or sound of a question",
                "verbose_name_plural": "pictures and sounds of questions",
                "indexes": [
                    models.Index(fields=["organisation", "sha256"], name="courses_question_media_content")
                ],
            },
        ),
        TenantPolicy("courses_questionmedia"),
    ]
