"""Public pages of events, and the same for calendars."""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import exports, jsonld, lists, pages
from events.calendar import CONTENT_TYPE, as_calendar, has_a_day
from events.models import Event
from newsroom.shared.addresses import moved, record_address, record_alternates
from newsroom.shared.exports import answer, links
from newsroom.shared.languages import alternates
from newsroom.shared.paging import page_of


@require_safe
def event_list(request):
    """Without filters, what is to come stands above what was; with them, everything that fits."""
    series = lists.public_series()
    asked = lists.asked_of_events(request, series)
    upcoming = [] if asked else list(lists.as_rows(Event.objects.public().upcoming()))
    found = lists.events(asked) if asked else Event.objects.public().past()
    page = page_of(request, lists.as_rows(found))
    context = {
        "title": _("Events"),
        "exports": links("events:event_export", asked),
        "section": "events",
        "asked": asked,
        "upcoming": upcoming if page.number == 1 else [],
        "page": page,
        "number": page.paginator.count + len(upcoming),
        "facets": lists.facets(asked, series),
        "canonical": request.path if page.number == 1 else f"{request.path}?page={page.number}",
        "alternates": alternates("events:event_list"),
        "is_hidden_from_search": bool(asked),
    }
    return render(request, "events/events.html", context)


@require_safe
def event_export(request, extension):
    asked = lists.asked_of_events(request, lists.public_series())
    found = exports.as_events(lists.events(asked))
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


def for_calendars():
    return Event.objects.public().select_related("place").prefetch_related("sessions").order_by("start_on", "pk")


@require_safe
def calendar_of_all(request):
    """To subscribe to: all events, those of a series (`?series=`) or what else the list's filters ask for."""
    asked = lists.asked_of_events(request, lists.public_series())
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
