"""A proposal states what the clerk found out; a decision may make several papers that are set alike."""

from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_mine")]
    operations = [
        migrations.AddField(
            "casedecision",
            "findings",
            models.JSONField(
                db_default=Value({}, models.JSONField()), help_text="what the clerk found out: id → value"
            ),
        ),
        migrations.AlterField(
            "casedocument", "kind", models.TextField(help_text="how it is set: notice, tag, juminhyo")
        ),
        migrations.AddField(
            "casedocument",
            "declared",
            models.TextField(db_default="", help_text="which document of the procedure it is"),
        ),
        migrations.RunSQL("UPDATE case_document SET declared = kind", migrations.RunSQL.noop),
        migrations.RemoveConstraint("casedocument", "case_document_once"),
        migrations.AddConstraint(
            "casedocument",
            models.UniqueConstraint(fields=["case", "declared"], name="case_document_once"),
        ),
    ]
