"""A correction is asked for by field, and its answer may come too late; an application is taken back; a decision is taken up
again: what was decided stays, and its documents are of an edition."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseWithdrawal",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withdrawal",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("way", models.TextField(help_text="web, counter or mail")),
                ("arrived_at", models.DateTimeField(help_text="when the city had it")),
                (
                    "reason",
                    models.TextField(db_default="", help_text="the applicant's words, where they gave some"),
                ),
                ("in_time", models.BooleanField()),
                ("by_id", models.TextField()),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "case_withdrawal",
            },
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_state",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_decided_has_number",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_closed_is_decided",
        ),
        migrations.RemoveConstraint(
            model_name="casedecision",
            name="case_decision_state",
        ),
        migrations.RemoveConstraint(
            model_name="casedecision",
            name="case_decision_by_another",
        ),
        migrations.RemoveConstraint(
            model_name="casedocument",
            name="case_document_once",
        ),
        migrations.AddField(
            model_name="caseasked",
            name="attachments",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                help_text="the attachments that are wanted (again)",
            ),
        ),
        migrations.AddField(
            model_name="caseasked",
            name="fields",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                help_text="the answers it is about, by their names in the form",
            ),
        ),
        migrations.AddField(
            model_name="caseattachment",
            name="version",
            field=models.IntegerField(
                db_default=1, help_text="the version (CaseVersion.n) that it came with"
            ),
        ),
        migrations.AddField(
            model_name="casedecision",
            name="reopened_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="casedecision",
            name="reopened_by",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="casedecision",
            name="reopened_name",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="casedecision",
            name="reopened_why",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="casedecision",
            name="reopened_with",
            field=models.TextField(
                db_default="", help_text="why it is decided anew, in the words of who opened it"
            ),
        ),
        migrations.AddField(
            model_name="casedocument",
            name="edition",
            field=models.IntegerField(
                db_default=1, help_text="of which decision: a case that was decided anew has a second one"
            ),
        ),
        migrations.AddField(
            model_name="caseversion",
            name="late",
            field=models.BooleanField(db_default=models.Value(False)),
        ),
        migrations.AlterField(
            model_name="case",
            name="closed_at",
            field=models.DateTimeField(help_text="完結: ended, and nothing is left to do", null=True),
        ),
        migrations.AlterField(
            model_name="case",
            name="due",
            field=models.DateField(
                help_text="the last day of the standard processing time; it stands still while an answer is waited for"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("arrived", "examining", "proposed", "approved", "refused", "withdrawn"))
                ),
                name="case_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True), ("state__in", ("arrived", "examining", "proposed"))
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("state__in", ("approved", "refused")),
                        models.Q(("number", ""), _negated=True),
                    ),
                    models.Q(("decided_at__isnull", True), ("number", ""), ("state", "withdrawn")),
                    _connector="OR",
                ),
                name="case_decided_has_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    ("state__in", ("approved", "refused", "withdrawn")),
                    _connector="OR",
                ),
                name="case_closed_has_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="casedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "decided", "returned", "replaced"])),
                name="case_decision_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="casedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reopened_at__isnull", False),
                        ("reopened_why__in", ("mistake", "review", "court", "new_facts")),
                        ("state", "replaced"),
                    ),
                    models.Q(models.Q(("state", "replaced"), _negated=True), ("reopened_at__isnull", True)),
                    _connector="OR",
                ),
                name="case_decision_replaced_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="casedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["decided", "replaced"]), _negated=True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="case_decision_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="casedocument",
            constraint=models.UniqueConstraint(
                fields=("case", "declared", "edition"), name="case_document_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="casewithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("web", "counter", "mail"))), name="case_withdrawal_way"
            ),
        ),
    ]
