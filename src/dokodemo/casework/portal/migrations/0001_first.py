import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

PK = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", PK.clone()),
                ("number", models.TextField(help_text="the portal's receipt number (受付番号)")),
                ("procedure_id", models.TextField(help_text="the portal's procedure (手続ID), as listed")),
                ("application", models.UUIDField(unique=True)),
                (
                    "section",
                    models.TextField(
                        db_default="", help_text="whose business it is; empty where that is not known"
                    ),
                ),
                ("procedure", models.TextField(db_default="")),
                ("state", models.TextField(db_default="fetched")),
                ("code", models.TextField(db_default="")),
                ("detail", models.TextField(db_default="")),
                ("listed_at", models.DateTimeField(help_text="its arrival as the portal's list says it")),
                ("fetched_at", models.DateTimeField(db_default=Now())),
                ("registered_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("receipt", models.TextField(db_default="", help_text="the number that we gave it")),
                (
                    "sha256",
                    models.TextField(help_text="of the package, empty where it was too large to be fetched"),
                ),
                ("size", models.BigIntegerField()),
                ("file", models.TextField(db_default="", help_text="the name of the stored ciphertext")),
                ("key", models.BinaryField(help_text="locked under the zone's secret", null=True)),
            ],
            options={
                "db_table": "portal_intake",
                "constraints": [
                    models.CheckConstraint(
                        name="portal_intake_state", condition=Q(state__in=("fetched", "registered", "broken"))
                    ),
                    models.CheckConstraint(
                        name="portal_intake_why", condition=Q(state="broken") ^ Q(code="")
                    ),
                    models.UniqueConstraint(
                        name="portal_intake_once", fields=["number"], condition=~Q(code="duplicate")
                    ),
                    models.UniqueConstraint(name="portal_intake_package", fields=["number", "sha256"]),
                ],
                "indexes": [
                    models.Index(fields=["section", "id"], name="portal_intake_section"),
                    models.Index(fields=["id"], name="portal_intake_fetched", condition=Q(state="fetched")),
                    models.Index(fields=["id"], name="portal_intake_broken", condition=Q(state="broken")),
                ],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", PK.clone()),
                ("message", models.UUIDField(unique=True)),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="told", to="portal.intake"
                    ),
                ),
                ("code", models.TextField()),
                ("at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "refused",
                    models.TextField(db_default="", help_text="the status with which the portal refused it"),
                ),
            ],
            options={
                "db_table": "portal_told",
                "indexes": [
                    models.Index(
                        fields=["id"],
                        name="portal_told_waiting",
                        condition=Q(delivered_at__isnull=True, refused=""),
                    )
                ],
            },
        ),
    ]
