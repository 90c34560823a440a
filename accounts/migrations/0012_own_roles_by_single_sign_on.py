from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_trust_stamp")]

    operations = [
        migrations.RemoveConstraint(model_name="ssoprovider", name="accounts_ssoprovider_role_not_owner"),
        migrations.AlterField(
            model_name="ssoprovider",
            name="default_role",
            field=models.CharField(default="viewer", max_length=16, verbose_name="role of new people"),
        ),
        migrations.AddConstraint(
            model_name="ssoprovider",
            constraint=models.CheckConstraint(
                condition=models.Q(("default_role", "owner"), _negated=True),
                name="accounts_ssoprovider_role_not_owner",
            ),
        ),
    ]
