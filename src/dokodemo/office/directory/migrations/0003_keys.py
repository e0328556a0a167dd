"""Members are found by name and reading."""

from typing import Any

import django.contrib.postgres.indexes
from django.db import migrations, models


def fill(apps: Any, editor: Any) -> None:
    from dokodemo.values.names import kana_key, search_key

    for member in apps.get_model("directory", "Member").objects.all():
        member.name_key, member.kana_key = search_key(member.name), kana_key(member.kana)
        member.save(update_fields=["name_key", "kana_key"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_posts")]

    operations = [
        migrations.AddField(
            "member",
            "name_key",
            models.TextField(db_default="", help_text="values.names.search_key of the name"),
        ),
        migrations.AddField(
            "member",
            "kana_key",
            models.TextField(db_default="", help_text="values.names.kana_key of the reading"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex("member", models.Index(fields=["kana_key", "id"], name="directory_order")),
        migrations.AddIndex(
            "member", models.Index(fields=["section", "kana_key", "id"], name="directory_section")
        ),
        migrations.AddIndex(
            "member",
            models.Index(
                django.contrib.postgres.indexes.OpClass("kana_key", "text_pattern_ops"),
                "id",
                name="directory_kana",
            ),
        ),
        migrations.AddIndex(
            "member",
            models.Index(
                django.contrib.postgres.indexes.OpClass("name_key", "text_pattern_ops"),
                "id",
                name="directory_name",
            ),
        ),
    ]
