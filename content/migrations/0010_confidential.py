"""Confidential documents: seen by who began them and by few others. Those made of our templates about people become so now."""

from django.db import migrations, models

from synthai.core.tenancy import all_tenants

ABOUT_PEOPLE = r"^library:(payslip|warning-letter|employment-particulars):"


def hide(apps, schema_editor):
    """Restartable."""
    documents = apps.get_model("content", "Document")
    with all_tenants(reason="migration content 0010"):
        documents.objects.filter(ref__regex=ABOUT_PEOPLE, is_confidential=False).update(is_confidential=True)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("content", "0009_bulk")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="is_confidential",
            field=models.BooleanField(default=False, verbose_name="confidential"),
        ),
        migrations.RunPython(hide, migrations.RunPython.noop),
    ]
