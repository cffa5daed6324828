"""The descriptions of all JSON exports, each at an address that stays as long as its version does."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_safe

from events.schemas import SCHEMAS as OF_EVENTS
from newsroom.shared.addresses import absolute
from newsroom.shared.described import VERSION, Schema
from partners.schemas import SCHEMAS as OF_PARTNERS

SCHEMAS: dict[str, Schema] = {schema.name: schema for schema in (*OF_PARTNERS, *OF_EVENTS)}


@require_safe
def schema(request, name, version):
    if not settings.NEWSROOM_EXPORTS or name not in SCHEMAS or version != VERSION:
        raise Http404("No such description.")
    found = SCHEMAS[name].as_document(absolute(request, request.path))
    words = {"ensure_ascii": False, "indent": 1}
    return JsonResponse(found, content_type="application/schema+json", json_dumps_params=words)
