"""Notes for colleagues, who is to see them, and what was said outside the system. None of it is ever edited."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

PK = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")

# The first argument is the moment that may be set once, the others what may be set with it.
WORDS = """
CREATE FUNCTION case_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) ->> TG_ARGV[0] IS NOT NULL OR to_jsonb(OLD) - TG_ARGV::text[] <> to_jsonb(NEW) - TG_ARGV::text[] THEN
        RAISE EXCEPTION 'a row of % is never changed: only % may be set, once', TG_TABLE_NAME, TG_ARGV[0];
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER case_note_stays BEFORE UPDATE ON case_note FOR EACH ROW
    EXECUTE FUNCTION case_words_stay('taken_back_at');
CREATE TRIGGER case_mention_stays BEFORE UPDATE ON case_mention FOR EACH ROW
    EXECUTE FUNCTION case_words_stay('read_at');
CREATE TRIGGER case_contact_stays BEFORE UPDATE ON case_contact FOR EACH ROW
    EXECUTE FUNCTION case_words_stay('kept_at', 'kept_by', 'kept_name');
"""
BACK = """
DROP TRIGGER case_contact_stays ON case_contact;
DROP TRIGGER case_mention_stays ON case_mention;
DROP TRIGGER case_note_stays ON case_note;
DROP FUNCTION case_words_stay();
"""
# The cases of a person, newest first: for what else there is of them.
OF_PERSON = """CREATE INDEX case_of_person ON "case" (person, arrived_at DESC, id) WHERE person IS NOT NULL"""


def of_case(name: str) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to="cases.case")


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_queue")]
    operations = [
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                ("id", PK),
                ("text", models.TextField()),
                ("by_id", models.TextField()),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField(db_default=Now())),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("case", of_case("notes")),
            ],
            options={"db_table": "case_note"},
        ),
        migrations.CreateModel(
            name="CaseMention",
            fields=[
                ("id", PK),
                ("member", models.TextField()),
                ("name", models.TextField()),
                ("read_at", models.DateTimeField(null=True)),
                ("case", of_case("mentions")),
                (
                    "note",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="cases.casenote",
                    ),
                ),
            ],
            options={
                "db_table": "case_mention",
                "constraints": [models.UniqueConstraint(fields=["note", "member"], name="case_mention_once")],
                "indexes": [
                    models.Index(fields=["member", "id"], name="case_mention_of"),
                    models.Index(
                        fields=["member"], name="case_mention_unread", condition=Q(read_at__isnull=True)
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseContact",
            fields=[
                ("id", PK),
                ("way", models.TextField(help_text="telephone, counter, mail or visit")),
                ("whom", models.TextField(help_text="applicant, family, agent or other")),
                ("happened_at", models.DateTimeField()),
                ("said", models.TextField()),
                ("promise", models.TextField(db_default="")),
                ("until", models.DateField(help_text="the last day of what was promised", null=True)),
                ("by_id", models.TextField()),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField(db_default=Now())),
                ("kept_at", models.DateTimeField(null=True)),
                ("kept_by", models.TextField(db_default="")),
                ("kept_name", models.TextField(db_default="")),
                ("case", of_case("contacts")),
            ],
            options={
                "db_table": "case_contact",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(way__in=["telephone", "counter", "mail", "visit"]),
                        name="case_contact_way",
                    ),
                    models.CheckConstraint(
                        condition=Q(whom__in=["applicant", "family", "agent", "other"]),
                        name="case_contact_whom",
                    ),
                    models.CheckConstraint(
                        condition=Q(promise="", until__isnull=True, kept_at__isnull=True)
                        | (~Q(promise="") & Q(until__isnull=False)),
                        name="case_contact_promise",
                    ),
                ],
            },
        ),
        migrations.RunSQL(WORDS, BACK),
        migrations.RunSQL(OF_PERSON, "DROP INDEX case_of_person"),
    ]
