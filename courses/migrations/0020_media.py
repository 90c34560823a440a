"""What is made of films, sounds and pictures; captions; how people like to watch."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("courses", "0011_certificates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Caption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("af", "Afrikaans"),
                            ("zu", "isiZulu"),
                            ("xh", "isiXhosa"),
                            ("st", "Sesotho"),
                            ("tn", "Setswana"),
                            ("nso", "Sepedi"),
                            ("ts", "Xitsonga"),
                            ("ss", "siSwati"),
                            ("ve", "Tshivenḓa"),
                            ("nr", "isiNdebele"),
                            ("sn", "chiShona"),
                            ("pt", "português"),
                            ("fr", "français"),
                        ],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("cues", models.JSONField(default=list)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "captions",
                "verbose_name_plural": "captions",
            },
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=10)),
                ("content_type", models.CharField(max_length=80)),
                ("path", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "rendition of a file",
                "verbose_name_plural": "renditions of files",
            },
        ),
        migrations.CreateModel(
            name="Watching",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("saves_data", models.BooleanField(default=False, verbose_name="save data")),
                (
                    "variant",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "The smallest that fits"),
                            ("240p", "240p"),
                            ("360p", "360p"),
                            ("480p", "480p"),
                            ("720p", "720p"),
                            ("sound", "Sound only"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="size of videos",
                    ),
                ),
            ],
            options={
                "verbose_name": "way of watching",
                "verbose_name_plural": "ways of watching",
            },
        ),
        Together(
            [
                migrations.AddField(
                    model_name="mediafile",
                    name="attempts",
                    field=models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                migrations.AddField(
                    model_name="mediafile",
                    name="is_measured",
                    field=models.BooleanField(default=False, editable=False),
                ),
                migrations.AddField(
                    model_name="mediafile",
                    name="lease_token",
                    field=models.CharField(blank=True, editable=False, max_length=32),
                ),
                migrations.AddField(
                    model_name="mediafile",
                    name="lease_until",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="mediafile",
                    name="progress",
                    field=models.PositiveSmallIntegerField(default=0, help_text="Per cent."),
                ),
                migrations.AddField(
                    model_name="mediafile",
                    name="queued_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="mediafile",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("waiting", "Waiting for its turn"),
                            ("running", "Being made smaller"),
                            ("ready", "Ready"),
                            ("failed", "Not made smaller"),
                        ],
                        default="ready",
                        max_length=10,
                    ),
                ),
                migrations.AddField(
                    model_name="mediafile",
                    name="trouble",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            (
                                "unreadable",
                                "This file cannot be read. Save it again as MP4 (H.264 and AAC) and upload that.",
                            ),
                            (
                                "nothing",
                                "There is neither picture nor sound in this file. Save it again and upload that.",
                            ),
                            (
                                "no_sound",
                                "There is no sound in this file. Save it again as MP3 or M4A and upload that.",
                            ),
                            (
                                "no_picture",
                                "There is sound in this file, but no picture. Upload it in a block “Sound” instead.",
                            ),
                            ("too_long", "It is longer than four hours. Cut it into parts and upload each."),
                            (
                                "too_wide",
                                "Its picture is wider or higher than 4096. Save it in 1080p and upload that.",
                            ),
                            (
                                "too_much",
                                "It takes too long to be made smaller. Save it in 720p and upload that.",
                            ),
                            (
                                "gave_up",
                                "It stopped our machine several times, so it was given up. Save it again as MP4 and upload that.",
                            ),
                        ],
                        max_length=12,
                    ),
                ),
            ]
        ),
        migrations.AlterField(
            model_name="mediafile",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="mediafile",
                    index=models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=["organisation", "lease_until"],
                        name="courses_media_in_work",
                    ),
                ),
                migrations.AddField(
                    model_name="caption",
                    name="media",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.mediafile"
                    ),
                ),
                migrations.AddField(
                    model_name="caption",
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
                    model_name="rendition",
                    name="media",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.mediafile"
                    ),
                ),
                migrations.AddField(
                    model_name="rendition",
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
                    model_name="watching",
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
                    model_name="watching",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="caption",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "media", "language"), name="courses_caption_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rendition",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "media", "label", "content_type"),
                        name="courses_rendition_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="watching",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "user"), name="courses_watching_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("courses_rendition"),
        TenantPolicy("courses_caption"),
        TenantPolicy("courses_watching"),
        TenantReference("courses_rendition", "media_id", "courses_mediafile"),
        TenantReference("courses_caption", "media_id", "courses_mediafile"),
    ]
