"""A draft may mend an application that was sent; an application knows what is to be mended, and that it was taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("apply", "0005_told"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="draft",
            name="apply_draft_one_open",
        ),
        migrations.AddField(
            model_name="application",
            name="answered_at",
            field=models.DateTimeField(help_text="when it was mended the last time", null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="answered_draft",
            field=models.UUIDField(help_text="the draft that this was", null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="asked_told",
            field=models.SmallIntegerField(
                help_text="the resident was told that so many days are left for it", null=True
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="asked_until",
            field=models.DateField(help_text="something is to be mended (補正) until that day", null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="withdrawal_at",
            field=models.DateTimeField(help_text="when the resident took it back (取下げ)", null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="withdrawn_at",
            field=models.DateTimeField(help_text="when the section had it, before any decision", null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="answers",
            field=models.UUIDField(
                help_text="the application that it mends; null: it becomes one", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("asked_until__isnull", False)),
                fields=["asked_until"],
                name="apply_application_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answers__isnull", True)),
                fields=("account_id", "procedure"),
                name="apply_draft_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answers__isnull", False)),
                fields=("answers",),
                name="apply_draft_one_answer",
            ),
        ),
    ]
