from django.db import migrations, models

from newsroom.shared.searchindex.order import place_of
from newsroom.shared.searchindex.sources import number_of

BATCH = 1000


def give_places(apps, schema_editor):
    entries = apps.get_model("shared", "SearchEntry").objects.using(schema_editor.connection.alias)
    last = 0
    while batch := list(entries.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for entry in batch:
            entry.place = place_of(number_of(entry.source), entry.record, entry.language, entry.dated_on)
        entries.bulk_update(batch, ["place"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("shared", "0001_search_index")]

    operations = [
        migrations.AddField("searchentry", "place", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RunPython(give_places, migrations.RunPython.noop),
    ]
