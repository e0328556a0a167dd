import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from dokodemo.base.bitemporal import guard


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Claimant",
            fields=[
                ("atenabango", models.CharField(max_length=15, primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("case_id", models.UUIDField(unique=True)),
                ("number", models.TextField()),
                ("decided_on", models.DateField()),
                ("claimed_on", models.DateField(help_text="legal arrival (到達)")),
                ("starts", models.DateField(help_text="first day of the first month")),
                ("rule_version", models.TextField()),
                ("decided_by", models.TextField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "claimant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="child_allowance.claimant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AllowanceVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="the days on which it holds, half-open"
                    ),
                ),
                (
                    "known",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(
                        help_text="the instants at which we held it for true, half-open"
                    ),
                ),
                ("monthly", models.IntegerField(help_text="yen a month")),
                ("children", models.JSONField()),
                ("reasons", models.JSONField()),
                ("articles", models.JSONField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="child_allowance.claim",
                    ),
                ),
                (
                    "identity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="child_allowance.claimant",
                    ),
                ),
            ],
            options={
                "db_table": "child_allowance_version",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("known__upper_inf", True)),
                        fields=["identity"],
                        name="allowanceversion_now",
                    )
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("identity", "="), ("valid", "&&"), ("known", "&&")],
                        name="allowanceversion_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known__isempty", False),
                            ("known__lower_inf", False),
                            ("valid__isempty", False),
                            ("valid__lower_inf", False),
                        ),
                        name="allowanceversion_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("monthly__gt", 0)), name="child_allowance_amount"
                    ),
                ],
            },
        ),
        guard("child_allowance_version"),
    ]
