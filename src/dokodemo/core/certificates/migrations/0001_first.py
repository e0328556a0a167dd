import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="CertificateNumber",
            fields=[
                ("fiscal_year", models.IntegerField(primary_key=True, serialize=False)),
                ("last", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Issued",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fiscal_year", models.IntegerField()),
                ("number", models.IntegerField()),
                ("case_id", models.UUIDField(unique=True)),
                ("decision", models.TextField(help_text="document number of the decision")),
                ("issued_on", models.DateField()),
                ("requester", models.CharField(max_length=15)),
                ("persons", models.JSONField()),
                ("household", models.BooleanField(help_text="世帯全員の写し")),
                ("copies", models.SmallIntegerField()),
                ("basis", models.TextField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "certificates_issued",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["fiscal_year", "number"], name="certificates_number_once"
                    ),
                    models.CheckConstraint(name="certificates_copies", condition=Q(copies__gt=0)),
                ],
                "indexes": [models.Index(fields=["requester", "-id"], name="certificates_requester")],
            },
        ),
    ]
