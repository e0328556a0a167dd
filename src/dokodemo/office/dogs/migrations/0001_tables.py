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
            name="DogNumber",
            fields=[
                ("fiscal_year", models.IntegerField(primary_key=True, serialize=False)),
                ("last", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Dog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fiscal_year", models.IntegerField()),
                ("number", models.IntegerField()),
                ("case_id", models.UUIDField(unique=True)),
                ("decision", models.TextField(help_text="document number of the decision")),
                ("registered_on", models.DateField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("fiscal_year", "number"), name="dogs_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0)), name="dogs_number_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DogVersion",
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
                ("owner_name", models.TextField()),
                ("owner_key", models.TextField(help_text="values.names.search_key of the owner's name")),
                ("owner_kana", models.TextField()),
                ("kana_key", models.TextField(help_text="values.names.kana_key of the owner's reading")),
                ("owner_address", models.TextField()),
                ("owner_phone", models.TextField()),
                ("kept_at", models.TextField(help_text="所在地: where the dog is kept")),
                ("name", models.TextField()),
                ("name_key", models.TextField(help_text="values.names.search_key of the dog's name")),
                ("breed", models.TextField()),
                ("color", models.TextField()),
                ("sex", models.TextField(choices=[("male", "オス"), ("female", "メス")])),
                ("birth", models.DateField()),
                ("microchip", models.TextField(blank=True)),
                ("tag_number", models.TextField()),
                (
                    "status",
                    models.TextField(choices=[("registered", "登録"), ("moved", "転出"), ("dead", "死亡")]),
                ),
                (
                    "identity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="dogs.dog",
                    ),
                ),
            ],
            options={
                "db_table": "dogs_version",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("known__upper_inf", True)),
                        fields=["identity"],
                        name="dogversion_now",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("owner_key", "text_pattern_ops"),
                        condition=models.Q(("known__upper_inf", True)),
                        name="dogs_owner",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("kana_key", "text_pattern_ops"),
                        condition=models.Q(("known__upper_inf", True)),
                        name="dogs_owner_kana",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("name_key", "text_pattern_ops"),
                        condition=models.Q(("known__upper_inf", True)),
                        name="dogs_name",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("known__upper_inf", True), models.Q(("microchip", ""), _negated=True)
                        ),
                        fields=["microchip"],
                        name="dogs_microchip",
                    ),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("identity", "="), ("valid", "&&"), ("known", "&&")],
                        name="dogversion_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known__isempty", False),
                            ("known__lower_inf", False),
                            ("valid__isempty", False),
                            ("valid__lower_inf", False),
                        ),
                        name="dogversion_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sex__in", ["male", "female"])), name="dogs_sex"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["registered", "moved", "dead"])),
                        name="dogs_status",
                    ),
                ],
            },
        ),
        guard("dogs_version"),
    ]
