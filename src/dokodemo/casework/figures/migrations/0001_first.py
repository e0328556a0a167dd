import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

# What the night reads of other rooms is read over these: the cases decided in a month, the corrections asked for in one, and
# the promises that are still open. Each is small: the first and the last hold only such rows.
INDEXES = (
    ("figures_case_decided", 'ON "case" (decided_at) WHERE decided_at IS NOT NULL'),
    ("figures_case_asked", "ON case_asked (at)"),
    ("figures_case_promise", "ON case_contact (until, id) WHERE kept_at IS NULL AND promise <> ''"),
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("cases", "0010_notes")]

    operations = [
        migrations.CreateModel(
            name="Lasted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.TextField()),
                ("month", models.DateField(help_text="its first day")),
                ("procedure", models.TextField()),
                ("entrance", models.TextField()),
                ("step", models.TextField()),
                ("days", models.IntegerField()),
                ("n", models.IntegerField()),
            ],
            options={
                "db_table": "figures_lasted",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("section", "month", "procedure", "entrance", "step", "days"),
                        name="figures_lasted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="figures_lasted_first"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ("take", "examine", "decide", "whole", "answer"))),
                        name="figures_lasted_step",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 0), ("n__gt", 0)), name="figures_lasted_counts"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member", models.TextField()),
                ("on", models.DateField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "figures_message",
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["member"],
                        name="figures_message_unread",
                    ),
                    models.Index(fields=["on"], name="figures_message_on"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "on"), name="figures_message_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Month",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.TextField()),
                ("month", models.DateField(help_text="its first day")),
                ("procedure", models.TextField()),
                ("entrance", models.TextField()),
                ("arrived", models.IntegerField(db_default=0)),
                ("decided", models.IntegerField(db_default=0)),
                ("approved", models.IntegerField(db_default=0)),
                ("refused", models.IntegerField(db_default=0)),
                ("in_time", models.IntegerField(db_default=0, help_text="decided on the due day or before")),
                (
                    "asked",
                    models.IntegerField(
                        db_default=0, help_text="requests to mend an application (補正の求め)"
                    ),
                ),
            ],
            options={
                "db_table": "figures_month",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("section", "month", "procedure", "entrance"), name="figures_month_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="figures_month_first"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "decided__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("approved"), "+", models.F("refused")
                                ),
                            ),
                            ("in_time__lte", models.F("decided")),
                        ),
                        name="figures_month_parts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rolled",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "figures_rolled",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="figures_rolled_first")
                ],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member", models.TextField()),
                ("case_id", models.UUIDField()),
                (
                    "contact",
                    models.BigIntegerField(
                        db_default=0, help_text="the promise (CaseContact); 0: the case itself"
                    ),
                ),
                ("nearness", models.TextField()),
                ("last", models.DateField(help_text="the day that is, or was, the last")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="figures.message"
                    ),
                ),
            ],
            options={
                "db_table": "figures_told",
                "indexes": [models.Index(fields=["member", "-id"], name="figures_told_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_id", "contact", "nearness", "last", "member"), name="figures_told_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nearness__in", ("three", "one", "over"))),
                        name="figures_told_nearness",
                    ),
                ],
            },
        ),
        *(migrations.RunSQL(f"CREATE INDEX {name} {on}", f"DROP INDEX {name}") for name, on in INDEXES),
    ]
