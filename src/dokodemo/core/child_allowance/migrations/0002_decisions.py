"""Claims become decisions of four kinds; those that are there granted a claim."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("child_allowance", "0001_tables")]

    operations = [
        migrations.RenameModel("Claim", "Decision"),
        migrations.RenameField("AllowanceVersion", "claim", "decision"),
        migrations.AlterField(
            model_name="decision",
            name="claimant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="child_allowance.claimant",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="kind",
            field=models.TextField(
                choices=[("grant", "grant"), ("revise", "revise"), ("end", "end"), ("note", "note")],
                default="grant",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decision",
            name="procedure",
            field=models.TextField(
                default="jido-teate-nintei", help_text="id of the procedure in the catalog"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decision",
            name="amount",
            field=models.IntegerField(help_text="yen, where a note states an amount", null=True),
        ),
        migrations.AddField(model_name="decision", name="stated", field=models.JSONField(default=list)),
        migrations.AlterField(
            model_name="decision",
            name="starts",
            field=models.DateField(
                help_text="first day of the first month that is another; None: no month is", null=True
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="rule_version",
            field=models.TextField(blank=True, help_text="empty: nothing was computed"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["grant", "revise", "end", "note"])),
                name="child_allowance_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "note"), ("starts", None))
                | models.Q(models.Q(("kind", "note"), _negated=True), ("starts__isnull", False)),
                name="child_allowance_starts",
            ),
        ),
    ]
