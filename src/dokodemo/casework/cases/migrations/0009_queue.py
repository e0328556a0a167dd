"""The queue widens: closed cases, marks for colleagues, addresses and days of arrival to find by, views of one's own, and
what one press did to many cases. A case that was here before is not found by its address."""

import django.db.models.functions.datetime
from django.db import migrations, models

# The counters follow the stage: a closed case is no longer among the decided ones.
COUNTERS = """
CREATE OR REPLACE FUNCTION case_count_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Rows are taken in one order, so that two transactions never wait for each other in a circle.
    INSERT INTO case_count (section, stage, procedure, n)
    SELECT section, stage, procedure, sum(d) FROM (
        SELECT OLD.section, OLD.stage, OLD.procedure, -1 WHERE TG_OP <> 'INSERT'
        UNION ALL SELECT NEW.section, NEW.stage, NEW.procedure, 1 WHERE TG_OP <> 'DELETE') AS moved (section, stage, procedure, d)
    GROUP BY section, stage, procedure HAVING sum(d) <> 0 ORDER BY section, stage, procedure
    ON CONFLICT (section, stage, procedure) DO UPDATE SET n = case_count.n + excluded.n;

    INSERT INTO case_due_count (section, due, n)
    SELECT section, due, sum(d) FROM (
        SELECT OLD.section, OLD.due, -1 WHERE TG_OP <> 'INSERT' AND OLD.state IN ('arrived', 'examining', 'proposed')
        UNION ALL
        SELECT NEW.section, NEW.due, 1 WHERE TG_OP <> 'DELETE' AND NEW.state IN ('arrived', 'examining', 'proposed')
    ) AS moved (section, due, d)
    GROUP BY section, due HAVING sum(d) <> 0 ORDER BY section, due
    ON CONFLICT (section, due) DO UPDATE SET n = case_due_count.n + excluded.n;
    RETURN NULL;
END $$;

DROP TRIGGER case_count_keep ON "case";
CREATE TRIGGER case_count_keep AFTER INSERT OR DELETE OR UPDATE OF section, state, closed_at, procedure, due ON "case"
    FOR EACH ROW EXECUTE FUNCTION case_count_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_parted")]

    operations = [
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("member", models.TextField()),
                ("kind", models.TextField(help_text="assign, flag, close")),
                ("word", models.TextField(db_default="", help_text="to whom, or which flag")),
                ("rows", models.JSONField()),
                (
                    "left",
                    models.JSONField(
                        db_default=models.Value([], models.JSONField()),
                        help_text="[receipt, why] of those it was not done to",
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "case_bulk",
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member", models.TextField()),
                ("name", models.TextField()),
                ("query", models.TextField()),
            ],
            options={
                "db_table": "case_view",
            },
        ),
        migrations.RemoveConstraint(
            model_name="casecount",
            name="case_count_once",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_state_due",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_state_arrived",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_procedure_due",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_procedure_arrived",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_open_mine",
        ),
        migrations.RenameField(
            model_name="casecount",
            old_name="state",
            new_name="stage",
        ),
        migrations.AddField(
            model_name="case",
            name="address_key",
            field=models.TextField(db_default="", help_text="facts.address_key of the applicant's address"),
        ),
        migrations.AddField(
            model_name="case",
            name="closed_at",
            field=models.DateTimeField(help_text="完結: decided, and nothing is left to do", null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="closed_name",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="case",
            name="flag",
            field=models.TextField(
                db_default="", help_text="a mark for colleagues: urgent, consult, waiting"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="stage",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(closed_at__isnull=False, then=models.Value("closed")),
                    default=models.F("state"),
                    output_field=models.TextField(),
                ),
                help_text="where it stands at the desk: its state, or closed",
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("arrived", "examining", "proposed")),
                    models.Q(("taken_by", ""), _negated=True),
                ),
                fields=["section", "taken_by", "due", "id"],
                name="case_open_taken",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("arrived", "examining", "proposed")), models.Q(("flag", ""), _negated=True)
                ),
                fields=["section", "flag", "due", "id"],
                name="case_flagged",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("arrived", "examining", "proposed")),
                    models.Q(("entrance", "web"), _negated=True),
                ),
                fields=["section", "entrance", "due", "id"],
                name="case_open_elsewhere",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state__in", ("arrived", "examining", "proposed"))),
                fields=["section", "procedure", "due", "id"],
                name="case_open_procedure_due",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state__in", ("arrived", "examining", "proposed"))),
                fields=["section", "procedure", "arrived_at", "id"],
                name="case_open_procedure_arrived",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["section", "stage", "due", "id"], name="case_stage_due"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["section", "stage", "arrived_at", "id"], name="case_stage_arrived"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["section", "stage", "procedure", "due", "id"], name="case_stage_procedure"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["section", "arrived_on", "id"], name="case_arrived_on"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["section", "address_key", "id"],
                name="case_address_prefix",
                opclasses=["text_ops", "text_pattern_ops", "uuid_ops"],
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("flag__in", ["", "urgent", "consult", "waiting"])), name="case_flag"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True), ("state__in", ("approved", "refused")), _connector="OR"
                ),
                name="case_closed_is_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="casecount",
            constraint=models.UniqueConstraint(
                fields=("section", "stage", "procedure"), name="case_count_once"
            ),
        ),
        migrations.AddIndex(
            model_name="bulkact",
            index=models.Index(fields=["at"], name="case_bulk_at"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("member", "name"), name="case_view_once"),
        ),
        migrations.RunSQL(COUNTERS, migrations.RunSQL.noop),
    ]
