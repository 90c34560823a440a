from django.db import migrations

# The plan of "the last entry of this chain" is made once a session, also while the table is empty or its statistics
# are old; a plan without the index would read the whole trail at each commit.
BY_INDEX = """
ALTER FUNCTION core_audit_seal() SET enable_seqscan = off;
ALTER FUNCTION core_audit_seal() SET enable_bitmapscan = off;
ALTER FUNCTION core_audit_seal() SET enable_sort = off;
"""
AS_BEFORE = """
ALTER FUNCTION core_audit_seal() RESET enable_seqscan;
ALTER FUNCTION core_audit_seal() RESET enable_bitmapscan;
ALTER FUNCTION core_audit_seal() RESET enable_sort;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_chain")]

    operations = [migrations.RunSQL(BY_INDEX, AS_BEFORE)]
