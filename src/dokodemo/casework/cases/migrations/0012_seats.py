"""A proposal goes its way: the seats of its route, who sat there, and who looks at it later."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_ending"),
    ]

    operations = [
        migrations.AddField(
            model_name="casedecision",
            name="rule",
            field=models.TextField(
                db_default="", help_text="the rule of approval (専決) by which it goes its way"
            ),
        ),
        migrations.CreateModel(
            name="CaseSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.IntegerField(help_text="from 1")),
                (
                    "place",
                    models.TextField(
                        help_text="the section, department or organ of the post (catalog.posts.place_of)"
                    ),
                ),
                ("section", models.TextField(help_text="the section over which the post is held")),
                ("post", models.TextField(db_default="")),
                ("final", models.BooleanField(help_text="who sits here decides")),
                ("drafter", models.TextField(help_text="who proposed, and never sits here")),
                ("state", models.TextField(db_default="waiting")),
                ("by_id", models.TextField(db_default="")),
                ("by_name", models.TextField(db_default="")),
                ("at", models.DateTimeField(null=True)),
                (
                    "opinion",
                    models.TextField(db_default="", help_text="what was said with it, for colleagues"),
                ),
                (
                    "instead_of",
                    models.TextField(
                        db_default="", help_text="who was away, by name, or the post that nobody held"
                    ),
                ),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_name", models.TextField(db_default="")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="cases.case"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="cases.casedecision",
                    ),
                ),
            ],
            options={
                "db_table": "case_seat",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "asked")), fields=["place", "id"], name="case_seat_asked"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["asked", "waiting"])),
                        fields=["section", "id"],
                        name="case_seat_open_of",
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(("instead_of", ""), _negated=True),
                            ("seen_at__isnull", True),
                            ("state", "agreed"),
                        ),
                        fields=["place", "id"],
                        name="case_seat_unseen",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("waiting", "asked", "agreed", "returned", "dropped"))
                        ),
                        name="case_seat_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("by_id", models.F("drafter")), _negated=True),
                        name="case_seat_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("at__isnull", False),
                                ("state__in", ["agreed", "returned"]),
                                models.Q(("by_id", ""), _negated=True),
                            ),
                            models.Q(
                                ("at__isnull", True),
                                ("by_id", ""),
                                models.Q(("state__in", ["agreed", "returned"]), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="case_seat_says_who",
                    ),
                    models.UniqueConstraint(
                        fields=("decision", "step", "place", "post"), name="case_seat_once"
                    ),
                ],
            },
        ),
    ]
