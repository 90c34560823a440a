"""Which changes have the vector of what their thing begins with; a worker of the release before writes rows without saying so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_language"),
        ("core", "0009_search_read"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="searchchange",
            name="core_searchchange_next",
        ),
        migrations.AddField(
            model_name="searchchange",
            name="has_opening",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="searchchange",
            index=models.Index(
                fields=["organisation", "has_words", "-is_urgent", "has_opening", "not_before"],
                name="core_searchchange_next",
            ),
        ),
    ]
