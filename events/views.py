"""Public pages of events, and the same for calendars."""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import exports, jsonld, lists, pages
from events.calendar import CONTENT_TYPE, as_calendar, has_a_day
from events.models import Event
from events.period import PeriodForm, periods
from events.reported import figure_export
from events.statistics import Period, Statistics
from newsroom.shared.addresses import moved, record_address, record_alternates
from newsroom.shared.exports import answer, as_text, download, links
from newsroom.shared.languages import alternates
from newsroom.shared.paging import page_of, place_of
from newsroom.shared.tables import as_sheets


@require_safe
def event_list(request):
    """What is to come stands above what was, unless another order is asked for."""
    series = lists.public_series()
    asked = lists.asked_of_events(request.GET, series)
    counts = lists.EventCounts(asked)
    page = page_of(request, lists.as_rows(lists.in_order(asked)), count=counts.all)
    context = {
        "title": _("Events"),
        "description": _("Conferences, forums, visits and ceremonies, to come and past"),
        "exports": links("events:event_export", asked),
        "section": "events",
        "asked": asked,
        "sorts": lists.sorts(),
        "page": page,
        "facets": counts.facets(series),
        "further": counts.further(),
        "alternates": alternates("events:event_list"),
        "is_hidden_from_search": bool(asked),
    }
    return render(request, "events/events.html", context | place_of(request, page))


@require_safe
def event_export(request, extension):
    asked = lists.asked_of_events(request.GET, lists.public_series())
    found = exports.as_events(lists.in_order(asked))
    address = reverse("events:event_list") + (f"?{asked.query}" if asked else "")
    return answer(request, exports.events(request), found, extension, address)


@require_safe
def event(request, pk, slug):
    found = get_object_or_404(Event.objects.public().select_related("place", "series", "host_leader"), pk=pk)
    here = record_address("events:event", found)
    if redirect := moved(request, here):
        return redirect
    shown = pages.event_page(found)
    context = shown | {
        "event": found,
        "graph": jsonld.event_graph(request, found, shown),
        "title": str(found),
        "section": "events",
        "canonical": here,
        "alternates": record_alternates("events:event", found),
        "calendar": reverse("events:event_calendar", args=[found.pk, found.slug]) if has_a_day(found) else "",
    }
    return render(request, "events/event.html", context)


@require_safe
def statistics(request):
    """Of a period and as of a day. Days that cannot be are told to the reader, and nothing is counted."""
    today = timezone.localdate()
    form = PeriodForm(request.GET, today)
    found = Statistics(Period(**form.cleaned_data)) if form.is_valid() else None
    context = {
        "title": _("Statistics"),
        "description": _("Agreements, partners, visits and events in numbers; each number leads to what it counts"),
        "section": "statistics",
        "form": form,
        "periods": periods(today),
        "found": found,
        "exports": links("events:statistics_export", found.period, ["xlsx", "json"]) if found else [],
        "canonical": request.path,
        "alternates": alternates("events:statistics"),
        "is_hidden_from_search": bool(request.GET),
    }
    return render(request, "events/statistics.html", context, status=200 if found else 400)


@require_safe
def statistics_export(request, extension):
    form = PeriodForm(request.GET, timezone.localdate())
    if extension == "csv" or not form.is_valid():
        raise Http404("No such file.")
    found = Statistics(Period(**form.cleaned_data))
    if extension == "json":
        return download("statistics", extension, lambda: as_text(found.as_items(request)))
    return download(
        "statistics", extension, lambda: as_sheets(request, found.tables, (figure_export(request), found.figures))
    )


def for_calendars():
    return Event.objects.public().select_related("place").prefetch_related("sessions").order_by("start_on", "pk")


@require_safe
def calendar_of_all(request):
    """To subscribe to: all events, those of a series (`?series=`) or what else the list's filters ask for."""
    asked = lists.asked_of_events(request.GET, lists.public_series())
    found = for_calendars().filter(pk__in=lists.events(asked).order_by().values("pk"))
    return HttpResponse(as_calendar(found, request), content_type=CONTENT_TYPE)


@require_safe
def calendar_of_one(request, pk, slug):
    found = get_object_or_404(for_calendars(), pk=pk)
    if not has_a_day(found):
        raise Http404("No day, no calendar.")
    here = reverse("events:event_calendar", args=[found.pk, found.slug])
    if request.path != here:
        return HttpResponsePermanentRedirect(here)
    response = HttpResponse(as_calendar([found], request), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return response
