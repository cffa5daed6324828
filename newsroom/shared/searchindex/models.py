from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone


class SearchEntryQuerySet(models.QuerySet):
    def shown(self, at=None):
        """What readers see at a moment (now). Nothing of a record that has changed and was not followed."""
        now = at or timezone.now()
        changed = SearchDue.objects.filter(source=OuterRef("source"), record=OuterRef("record"))
        return self.filter(
            # mostly nothing is left to follow: asked once, not of each entry
            ~Exists(SearchDue.objects.all()) | ~Exists(changed),
            Q(visible_from=None) | Q(visible_from__lte=now),
            Q(visible_until=None) | Q(visible_until__gt=now),
        )


class SearchEntry(models.Model):
    """A record in one language, as it can be found: short, because a frequent word asks for very many. Written by
    newsroom/shared/searchindex/sources.py alone."""

    source = models.CharField(max_length=20)
    record = models.BigIntegerField()
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    visible_from = models.DateTimeField(null=True)
    visible_until = models.DateTimeField(null=True)
    dated_on = models.DateField(null=True)
    place = models.BigIntegerField()  # among those that fit as well (newsroom/shared/searchindex/order.py)
    year = models.SmallIntegerField(null=True)
    topics = models.TextField(default="")  # |slug|slug|
    shelf = models.TextField()  # language/kind/year/topics: what the filters tell apart, counted in one go
    names = models.TextField()  # |each name as a line|; some may lead here and be shown nowhere

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["source", "record"], name="search_entry_record")]

    def __str__(self):
        return f"{self.source} {self.record} · {self.language}"


class SearchText(models.Model):
    """The words of an entry: `title` and `text` as readers see them, `words` (tokens) and `folded` (lines) as they are compared."""

    entry = models.OneToOneField(SearchEntry, models.CASCADE, primary_key=True, related_name="wording")
    title = models.TextField()
    title_language = models.CharField(max_length=10)  # where there is no title in the entry's own
    slug = models.TextField()
    words = models.TextField()
    folded = models.TextField()
    text = models.TextField()

    def __str__(self):
        return self.title


class SearchDue(models.Model):
    """A record some row of which has changed; noted by triggers, taken off when its entries are made anew."""

    source = models.CharField(max_length=20)
    record = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["source", "record"], name="search_due_record")]

    def __str__(self):
        return f"{self.source} {self.record}"
