from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gateway", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="catalogacknowledgement",
            name="in_force_at",
            field=models.DateTimeField(
                help_text="since when that zone acts by it, as it has said", null=True
            ),
        ),
    ]
