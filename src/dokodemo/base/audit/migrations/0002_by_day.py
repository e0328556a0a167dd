"""Where the rows of a day begin: the auditor asks by days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_trail")]
    operations = [migrations.AddIndex("auditrow", models.Index(fields=["at"], name="audit_row_at"))]
