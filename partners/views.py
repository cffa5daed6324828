"""Public pages of partners and agreements."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.shared.addresses import moved, record_address, record_alternates
from newsroom.shared.exports import answer, links
from newsroom.shared.languages import alternates
from newsroom.shared.paging import page_of, place_of
from partners import agreement_lists, countries, exports, jsonld, lists, pages
from partners.models import Agreement, AgreementDocument
from partners.timeline import moments

# so many stand well in one table
REGIONS_PER_PAGE = 100


def listing(request, template, page, asked, view_name, **context):
    """A filtered list is for the reader who filtered it; search engines keep the whole one."""
    here = {
        "page": page,
        "asked": asked,
        "alternates": alternates(view_name),
        "is_hidden_from_search": bool(asked),
    }
    return render(request, template, here | place_of(request, page) | context)


@require_safe
def partner_list(request):
    asked = lists.asked_of_partners(request.GET)
    listed = lists.PartnerList(asked)
    page = page_of(request, listed.found)
    page.object_list = listed.rows(page.object_list)
    sorts = [("", _("Name")), ("region", _("Country or region")), ("latest", _("Latest agreement"))]
    context = {
        "title": _("Partners"),
        "description": _("Universities, companies and other organisations with which we work"),
        "exports": links("partners:partner_export", asked),
        "section": "partners",
        "facets": listed.facets(),
        "further": listed.further(),
        "sorts": [*sorts, ("agreements", _("Number of agreements"))],
    }
    return listing(request, "partners/partners.html", page, asked, "partners:partner_list", **context)


def list_url(view_name, asked):
    return reverse(view_name) + (f"?{asked.query}" if asked else "")


@require_safe
def partner_export(request, extension):
    asked = lists.asked_of_partners(request.GET)
    found = exports.as_partners(lists.PartnerList(asked).found)
    here, beside = list_url("partners:partner_list", asked), [("own", exports.our_own())]
    return answer(request, exports.partners(request), found, extension, here, beside=beside)


@require_safe
def partner(request, pk, slug):
    organisation = pages.organisation_at(pk)
    here = record_address("partners:partner", organisation)
    if redirect := moved(request, here):
        return redirect
    context = pages.organisation_page(organisation)
    context |= {
        "organisation": organisation,
        "title": str(organisation),
        "section": "partners",
        "canonical": here,
        "alternates": record_alternates("partners:partner", organisation),
        "moments": moments({each.pk: each for each in (*context["agreements"], *context["founded_by"])}.values()),
        "graph": jsonld.organisation_graph(request, organisation, context),
    }
    return render(request, "partners/partner.html", context)


@require_safe
def agreement_list(request):
    asked = agreement_lists.asked_of_agreements(request.GET)
    listed = agreement_lists.AgreementList(asked)
    page = page_of(request, listed.found)
    page.object_list = pages.as_agreement_rows(listed.rows(page.object_list))
    context = {
        "title": _("Agreements"),
        "description": _("What we have signed, with whom, and whether it is in force"),
        "exports": links("partners:agreement_export", asked),
        "section": "agreements",
        "day": listed.record.day,
        "facets": listed.facets(),
        "further": listed.further(),
        "sorts": [("", _("Latest first")), ("oldest", _("Oldest first")), ("ending", _("First to end"))],
    }
    return listing(request, "partners/agreements.html", page, asked, "partners:agreement_list", **context)


@require_safe
def agreement_export(request, extension):
    asked = agreement_lists.asked_of_agreements(request.GET)
    listed = agreement_lists.AgreementList(asked)
    found = exports.as_agreements(listed.rows(listed.found))
    here = list_url("partners:agreement_list", asked)
    return answer(request, exports.agreements(request), found, extension, here, as_of=listed.record.day)


@require_safe
def region_list(request):
    asked = countries.asked_of_regions(request.GET)
    counted = countries.Counted()
    counts, of_areas = counted.by_region(), counted.by_area()
    page = page_of(request, countries.asked_regions(counts, asked), per_page=REGIONS_PER_PAGE)
    context = {
        "title": _("Countries and regions"),
        "description": _("Where our partners are, and how many agreements there are with each"),
        "exports": links("partners:region_export", asked),
        "section": "partners",
        "day": counted.record.day,
        "sorts": countries.sort_labels(),
        "table": countries.region_table(counts, of_areas, page.object_list, asked),
        "groups": countries.group_table(of_areas),
        "tally": counted.tally(),
    }
    return listing(request, "partners/regions.html", page, asked, "partners:region_list", **context)


@require_safe
def region_export(request, extension):
    asked = countries.asked_of_regions(request.GET)
    counts = countries.Counted().by_region()
    found = countries.asked_regions(counts, asked)
    here = list_url("partners:region_list", asked)
    return answer(request, countries.export(request, counts), found, extension, here)


@require_safe
def agreement(request, pk, slug):
    found = Agreement.objects.public().with_public_status().select_related("signed_at")
    agreement = get_object_or_404(found, pk=pk)
    here = record_address("partners:agreement", agreement)
    if redirect := moved(request, here):
        return redirect
    context = pages.agreement_page(agreement)
    context |= {
        "agreement": agreement,
        "day": timezone.localdate(),
        "section": "agreements",
        "canonical": here,
        "alternates": record_alternates("partners:agreement", agreement),
        "graph": jsonld.agreement_graph(request, agreement, context),
    }
    return render(request, "partners/agreement.html", context)


@require_safe
def document(request, pk, document, name):
    """A document made public; the file is given to keep, never opened in the site's name."""
    found = get_object_or_404(AgreementDocument.objects.public(), pk=document, agreement=pk, original_name=name)
    try:
        file = found.open()
    except OSError as error:
        raise Http404("The file is not there.") from error
    response = FileResponse(file, as_attachment=True, filename=found.original_name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
