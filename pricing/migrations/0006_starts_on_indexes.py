from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index is built beside the readers and writers of a large table

    dependencies = [("pricing", "0005_starts_on_filled")]

    operations = [
        AddIndexConcurrently(
            model_name="recommendation",
            index=models.Index(
                condition=models.Q(("state", "accepted")),
                fields=["organisation", "starts_on"],
                name="pricing_rec_starts",
            ),
        ),
        AddIndexConcurrently(
            model_name="recommendation",
            index=models.Index(
                condition=models.Q(("start_told_at__isnull", True), ("state", "accepted")),
                fields=["organisation", "starts_on"],
                name="pricing_rec_untold",
            ),
        ),
    ]
