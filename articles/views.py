"""Public pages of articles. All of them read `Publication.objects.shown()`."""

import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from articles import lists, page
from articles import reads as read_counter
from articles.addresses import address, address_of
from articles.models import Edition, Kind, Publication, Topic
from articles.workflow import Ending
from newsroom.shared.addresses import moved, record_address, record_alternates
from newsroom.shared.errors import error_page
from newsroom.shared.languages import Alternate, alternates, public_languages, site_name
from newsroom.shared.numbers import Quantity
from newsroom.shared.paging import page_of, place_of
from partners.pages import organisation_at

# each has a picture: a list may ask a phone for sixteen things
PER_PAGE = 12
# How many steps of "merged into" are followed before they are taken for a circle
LONGEST_CHAIN = 20


def listing(request, publications, *, count=None, **context):
    """A list of cards, page by page; its canonical address names the page of the list that it is."""
    cards = page_of(request, publications, per_page=PER_PAGE, count=count)
    cards.object_list = lists.page_as_cards(cards.object_list)
    description = _("News and notices of the %(office)s") % {"office": site_name()}
    context = {"cards": cards, "description": description} | place_of(request, cards) | context
    return render(request, "articles/list.html", context)


def all_news() -> tuple[str, str]:
    """The list above those of a topic and of a time: its name and address."""
    return _("News"), reverse("articles:news_list")


@require_safe
def news_list(request):
    news = lists.shown_in(get_language())
    years = lists.years(news)
    context = {"title": _("News"), "section": "news", "years": years, "count": sum(each.count for each in years)}
    return listing(request, news, alternates=alternates("articles:news_list"), **context)


@require_safe
def notice_list(request):
    notices = lists.shown_in(get_language(), Kind.NOTICE)
    context = {"title": _("Notices"), "section": "notice"}
    return listing(request, notices, alternates=alternates("articles:notice_list"), **context)


@require_safe
def news_archive(request, year, month=None):
    """News of a year or of a month; a period without news does not exist."""
    news = lists.shown_in(get_language())
    months = lists.months(news, year)
    if not months or month not in {None, *(each.month for each in months)}:
        raise Http404("No news in this period.")
    fields = {"edition__article__dated_on__year": year}
    if month:
        fields["edition__article__dated_on__month"] = month
    everywhere = Publication.objects.shown().filter(edition__article__kind=Kind.NEWS, **fields)
    period = (year, month) if month else (year,)
    here = alternates("articles:news_archive", *period, languages=list(lists.numbers_by_language(everywhere)))
    day = formats.date_format(datetime.date(year, month or 1, 1), "YEAR_MONTH_FORMAT" if month else "Y")
    context = {"title": _("News in %(period)s") % {"period": day}, "section": "news", "month": month, "months": months}
    context["above"] = [all_news()]
    count = sum(each.count for each in months if month in {None, each.month})
    return listing(request, news.filter(**fields), count=count, alternates=here, **context)


@require_safe
def topic(request, slug):
    asked = get_object_or_404(Topic, slug=slug)
    of_topic = {"edition__article__topic_links__tag": asked}
    everywhere = Publication.objects.shown().filter(edition__article__kind=Kind.NEWS, **of_topic)
    numbers = lists.numbers_by_language(everywhere)
    if get_language() not in numbers:
        raise Http404("No news about this topic in this language.")
    here = alternates("articles:topic", slug, languages=list(numbers))
    return listing(
        request,
        lists.shown_in(get_language()).filter(**of_topic),
        title=_("News: %(about)s") % {"about": asked},
        topic=asked,
        above=[all_news()],
        count=numbers[get_language()],
        alternates=here,
    )


@require_safe
def partner_news(request, pk, slug):
    organisation = organisation_at(pk)
    here = record_address("articles:partner_news", organisation)
    if redirect := moved(request, here):
        return redirect
    about = {"edition__article__organisation_links__organisation": organisation}
    everywhere = Publication.objects.shown().filter(edition__article__kind=Kind.NEWS, **about)
    numbers = lists.numbers_by_language(everywhere)
    if get_language() not in numbers:
        raise Http404("No news about this organisation in this language.")
    return listing(
        request,
        lists.shown_in(get_language()).filter(**about),
        title=_("News: %(about)s") % {"about": organisation},
        partner=organisation,
        above=[
            (_("Partners"), reverse("partners:partner_list")),
            (str(organisation), record_address("partners:partner", organisation)),
        ],
        count=numbers[get_language()],
        alternates=record_alternates("articles:partner_news", organisation, languages=list(numbers)),
    )


@require_safe
def item(request, pk, slug, kind):
    """An article: the words shown, or what its address answers instead of them."""
    shown = list(Publication.objects.shown().filter(edition__article=pk).select_related("revision__lead_photo"))
    publication = next((each for each in shown if each.edition.language == get_language()), None)
    if publication is None:
        return not_shown(request, pk)
    here = address_of(publication)
    if request.path != here:
        return HttpResponsePermanentRedirect(here)
    article, revision = publication.edition.article, publication.revision
    seen = page.appearances(publication)
    languages = in_languages(shown)
    about = page.subjects(article)
    context = (
        languages
        | about
        | {
            "publication": publication,
            "article": article,
            "revision": revision,
            "section": article.kind,
            "credits": page.credit_lines(publication),
            "later_review": publication.later_review,
            "published_at": seen[0].visible_from,
            "updated_at": seen[-1].visible_from if len(seen) > 1 else None,
            "changes": page.public_changes(seen),
            "files": page.files(revision),
            "original": page.changed_original(publication, languages["source"]),
            "canonical": here,
            "counts_reads": settings.NEWSROOM_READ_COUNT and article.kind != Kind.PAGE,
        }
    )
    return render(request, "articles/article.html", context)


def in_languages(shown) -> dict:
    """Of an article's publications that are shown, those that readers can open, in the site's order, and what the head says of them."""
    public = public_languages()
    found = [each for each in shown if each.edition.language in public]
    editions = sorted(found, key=lambda each: public.index(each.edition.language))
    source = next((each for each in editions if each.edition.is_source), editions[0] if editions else None)
    return {
        "editions": editions,
        "source": source,
        "alternates": [Alternate(each.edition.language, address_of(each)) for each in editions],
        "x_default": address_of(source) if source else None,
    }


def not_shown(request, pk):
    """The address of an article that shows nothing in this language: why, where readers may know it; else not found."""
    editions = (
        Edition.objects.intended().filter(article__is_suspended=False).select_related("article", "withdrawal", "next")
    )
    edition = get_object_or_404(editions, article=pk, language=get_language())
    if edition.live_id or (edition.next and edition.next.visible_from <= timezone.now()):
        return error_page(request, 410, message=_("This notice has expired and is no longer shown."))
    if edition.withdrawal:
        return withdrawn(request, edition)
    others = in_languages(Publication.objects.shown().filter(edition__article=pk))
    if not others["editions"]:
        raise Http404("Not published in any language.")
    source = others["source"]
    here = address(edition.article, language=edition.language, title=source.revision.title)
    if request.path != here:
        return HttpResponsePermanentRedirect(here)
    context = others | {"canonical": address_of(source), "is_hidden_from_search": True, "section": edition.article.kind}
    return render(request, "articles/not_translated.html", context)


def withdrawn(request, edition):
    withdrawal = edition.withdrawal
    if withdrawal.ending == Ending.NOTICE:
        context = {"withdrawal": withdrawal, "is_hidden_from_search": True}
        return render(request, "articles/withdrawn.html", context)
    if withdrawal.ending == Ending.MERGED and (into := merged_into(withdrawal, edition.language)):
        return HttpResponsePermanentRedirect(address_of(into))
    return error_page(request, 410)


def merged_into(withdrawal, language):
    """The publication at the end of a chain of merged articles, in the language or else in one in which it can be read; None where it ends
    in nothing or in itself."""
    for _step in range(LONGEST_CHAIN):
        if withdrawal is None or withdrawal.into_id is None:
            return None
        following = Edition.objects.filter(article=withdrawal.into_id, language=language, withdrawal__isnull=False)
        shown = in_languages(Publication.objects.shown().filter(edition__article=withdrawal.into_id))
        own = (each for each in shown["editions"] if each.edition.language == language)
        edition = following.select_related("withdrawal").first()
        if publication := next(own, None) or (None if edition else shown["source"]):
            return publication
        withdrawal = edition.withdrawal if edition else None
    return None


@never_cache
@csrf_exempt
@require_POST
def reads(request, pk):
    """A page's script says that it was opened; the answer is how often it was. Needs no token: it changes a number at most."""
    shown = Publication.objects.shown().filter(edition__article=pk, edition__language=get_language())
    publication = shown.exclude(edition__article__kind=Kind.PAGE).first()
    if publication is None or not settings.NEWSROOM_READ_COUNT:
        raise Http404("Nothing to count.")
    if not read_counter.is_from_our_page(request):
        raise PermissionDenied
    read_counter.count(request, publication.edition)
    number = read_counter.total(publication.edition.article)
    text = ngettext("Read %(count)s time", "Read %(count)s times", number)
    return JsonResponse({"reads": number, "text": text % {"count": Quantity(number)}})
