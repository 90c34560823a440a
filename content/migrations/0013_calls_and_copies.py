"""Marketing texts that a language model writes are held by one worker; a call about somebody's document goes with that document."""

import django.db.models.deletion
from django.db import migrations, models

import synthai.core.models
from synthai.core.migrations_ops import TenantReference
from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [("content", "0012_confidential_tables")]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="copyrequest",
                    name="lease_until",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="copyrequest",
                    name="lease_token",
                    field=models.CharField(blank=True, default="", editable=False, max_length=32),
                ),
                migrations.AddField(
                    model_name="modelcall",
                    name="read",
                    field=synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.readdocument",
                    ),
                ),
                migrations.AddIndex(
                    model_name="modelcall",
                    index=models.Index(
                        condition=models.Q(("read__isnull", False)),
                        fields=["organisation", "read"],
                        name="content_call_of_read",
                    ),
                ),
            ]
        ),
        TenantReference("content_modelcall", "read_id", "content_readdocument"),
    ]
