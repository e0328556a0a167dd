from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_first")]
    operations = [
        migrations.AddField(
            model_name="issued",
            name="office",
            field=models.TextField(
                default="", db_default="", help_text="公用: the authority that asked, without a requester"
            ),
        )
    ]
