"""The counter of receipt numbers, and what PostgreSQL should know of ciphertext: compressing it is lost work."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("apply", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE apply_receipt AS bigint",
            "DROP SEQUENCE apply_receipt",
        ),
        migrations.RunSQL(
            "ALTER TABLE apply_draft ALTER body SET STORAGE EXTERNAL, ALTER locked_key SET STORAGE PLAIN;"
            "ALTER TABLE apply_application ALTER copy SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        ),
        # A draft is saved a dozen times: whole in its page and with room beside it, a save moves nothing else.
        migrations.RunSQL(
            "ALTER TABLE apply_draft SET (toast_tuple_target = 8160, fillfactor = 50)",
            migrations.RunSQL.noop,
        ),
    ]
