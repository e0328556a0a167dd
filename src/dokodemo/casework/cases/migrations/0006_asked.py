"""An applicant can be asked to mend the application (補正)."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

PK = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_entrances")]
    operations = [
        migrations.CreateModel(
            name="CaseAsked",
            fields=[
                ("id", PK),
                ("text", models.TextField(help_text="what is to be mended, in the clerk's words")),
                ("until", models.DateField(help_text="the last day for the answer")),
                ("by_id", models.TextField()),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField(db_default=Now())),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.IntegerField(help_text="the version (CaseVersion.n) that answered it", null=True),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="asked", to="cases.case"
                    ),
                ),
            ],
            options={
                "db_table": "case_asked",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case"], condition=Q(closed_at__isnull=True), name="case_asked_one_open"
                    ),
                    models.CheckConstraint(
                        condition=Q(answer__isnull=True) | Q(closed_at__isnull=False),
                        name="case_asked_answer_closes",
                    ),
                ],
            },
        ),
    ]
