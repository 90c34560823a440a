"""A short form of each vector, in an index that a search reads instead of the table."""

from django.db import migrations, models

from synthai.core.migrations._sketch import BITS, MAKE, UNMAKE
from synthai.core.models.search_fields import BitField


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_search_speed"),
    ]

    operations = [
        migrations.RunSQL(MAKE, UNMAKE),
        migrations.AddField(
            model_name="searchchunk",
            name="sketch",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("vector", function="synthai_sketch"),
                output_field=BitField(bits=BITS),
            ),
        ),
        migrations.RemoveIndex(model_name="searchchunk", name="core_searchchunk_audience"),
        migrations.AddIndex(
            model_name="searchchunk",
            index=models.Index(
                fields=["organisation", "audience", "model"],
                include=["id", "entry", "sketch"],
                name="core_searchchunk_sketches",
            ),
        ),
    ]
