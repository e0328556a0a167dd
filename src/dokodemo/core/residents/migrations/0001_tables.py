import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
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
            name="Person",
            fields=[
                ("atenabango", models.CharField(max_length=15, primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="PersonVersion",
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
                ("name", models.TextField(help_text="as it is in the record, never normalised")),
                ("name_key", models.TextField(help_text="values.names.search_key of the name")),
                ("kana", models.TextField()),
                ("kana_key", models.TextField(help_text="values.names.kana_key of the reading")),
                ("birth", models.DateField()),
                (
                    "sex",
                    models.CharField(
                        choices=[("0", "not known"), ("1", "male"), ("2", "female")], max_length=1
                    ),
                ),
                ("address", models.TextField()),
                ("address_key", models.TextField(help_text="matching.address_key of the address")),
                (
                    "machiaza_id",
                    models.CharField(help_text="町字ID of the address base registry", max_length=7),
                ),
                ("postal", models.CharField(max_length=8)),
                ("setaibango", models.CharField(max_length=15)),
                ("relation", models.TextField()),
                (
                    "order",
                    models.SmallIntegerField(default=0, help_text="place in the household (世帯員の並び順)"),
                ),
                (
                    "status",
                    models.TextField(choices=[("resident", "住民"), ("moved", "転出"), ("dead", "死亡")]),
                ),
                ("kind", models.TextField(choices=[("japanese", "日本人"), ("foreign", "外国人")])),
                (
                    "identity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="residents.person",
                    ),
                ),
            ],
            options={
                "db_table": "residents_person_version",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("known__upper_inf", True)),
                        fields=["identity"],
                        name="personversion_now",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("name_key", "text_pattern_ops"),
                        condition=models.Q(("known__upper_inf", True)),
                        name="residents_name",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("kana_key", "text_pattern_ops"),
                        condition=models.Q(("known__upper_inf", True)),
                        name="residents_kana",
                    ),
                    models.Index(
                        condition=models.Q(("known__upper_inf", True)),
                        fields=["birth", "sex"],
                        name="residents_birth",
                    ),
                    models.Index(
                        condition=models.Q(("known__upper_inf", True)),
                        fields=["setaibango", "order"],
                        name="residents_household",
                    ),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("identity", "="), ("valid", "&&"), ("known", "&&")],
                        name="personversion_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known__isempty", False),
                            ("known__lower_inf", False),
                            ("valid__isempty", False),
                            ("valid__lower_inf", False),
                        ),
                        name="personversion_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sex__in", ["0", "1", "2"])), name="residents_sex"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["resident", "moved", "dead"])),
                        name="residents_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["japanese", "foreign"])), name="residents_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.TextField()),
                ("subject_hash", models.BinaryField()),
                ("linked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("linked_by", models.TextField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="residents.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer", "subject_hash"), name="residents_one_person_a_subject"
                    )
                ],
            },
        ),
        guard("residents_person_version"),
    ]
