"""Idempotency keys on the rows that they made: links, requests for signatures, Word templates."""

from django.db import migrations, models

from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [("content", "0010_confidential")]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="sharelink",
                    name="request_key",
                    field=models.CharField(blank=True, default="", editable=False, max_length=64),
                    preserve_default=False,
                ),
                migrations.AddConstraint(
                    model_name="sharelink",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("request_key", ""), _negated=True),
                        fields=("organisation", "request_key"),
                        name="content_link_once",
                    ),
                ),
                migrations.AddField(
                    model_name="signingrequest",
                    name="request_key",
                    field=models.CharField(blank=True, default="", editable=False, max_length=64),
                    preserve_default=False,
                ),
                migrations.AddConstraint(
                    model_name="signingrequest",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("request_key", ""), _negated=True),
                        fields=("organisation", "request_key"),
                        name="content_signing_once",
                    ),
                ),
                migrations.AddField(
                    model_name="wordtemplate",
                    name="request_key",
                    field=models.CharField(blank=True, default="", editable=False, max_length=64),
                    preserve_default=False,
                ),
                migrations.AddConstraint(
                    model_name="wordtemplate",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("request_key", ""), _negated=True),
                        fields=("organisation", "request_key"),
                        name="content_word_once",
                    ),
                ),
            ]
        ),
    ]
