from django.db import migrations
from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils.timezone import get_default_timezone

from synthai.core.tenancy import all_tenants


def fill(apps, schema_editor):
    """Prices accepted so far started on the day they were accepted, and nobody waits to be told of them."""
    with all_tenants(reason="migration pricing 0005"):
        accepted = apps.get_model("pricing", "Recommendation").objects.filter(
            state="accepted", starts_on=None
        )
        accepted.update(
            starts_on=TruncDate("decided_at", tzinfo=get_default_timezone()), start_told_at=F("decided_at")
        )


class Migration(migrations.Migration):
    dependencies = [("pricing", "0004_starts_on")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
