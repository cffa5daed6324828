"""An article's address as it travels: the picture that goes with it, and the code that a phone reads."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import segno
from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.addresses import address_of
from articles.models import Publication, Revision
from newsroom.shared import cards, stored

# WeChat shows the first picture of a page that has more pixels on each side
WECHAT_LEAST = 300


@dataclass(frozen=True)
class Picture:
    """What stands beside a shared link. `is_for_wechat`: the page has no large picture of its own, so it holds this one, unseen."""

    url: str
    width: int
    height: int
    alt: str
    is_for_wechat: bool = False


def picture(publication: Publication) -> Picture | None:
    """The lead photo cut to a whole card, else a card drawn from the title; None where the words were removed."""
    revision = publication.revision
    if not revision.title or revision.is_redacted:
        return None
    photo = revision.lead_photo if revision.lead_photo and not revision.lead_photo.redacted_at else None
    if photo and photo.crop_size("card") == cards.SIZE:
        return Picture(photo.crop_url("card"), *cards.SIZE, revision.lead_alt)
    is_small = photo is None or min(photo.width, photo.height) <= WECHAT_LEAST
    return Picture(card_address(publication), *cards.SIZE, revision.title, is_for_wechat=is_small)


def card_address(publication: Publication) -> str:
    return f"{address_of(publication)}card.jpg"


@require_safe
def card(request, pk, slug, kind):
    """The title as a picture, while readers are shown it."""
    shown = Publication.objects.shown().filter(edition__article=pk, edition__language=get_language())
    publication = shown.first()
    if publication is None or picture(publication) is None:
        raise Http404("Nothing is shown here.")
    here = card_address(publication)
    if request.path != here:
        return HttpResponsePermanentRedirect(here)
    path = kept_card(publication.revision, get_language())
    return stored.answer(request, path, content_type=cards.CONTENT_TYPE)


def kept_card(revision: Revision, language: str) -> str:
    """The storage path of the card of these words."""
    path = cards.keep(revision.card_folder, revision.title, language)
    if revision.redactions.filter(order__execution__isnull=False).exists():
        # an order was carried out while the card was being drawn
        cards.forget(revision.card_folder)
        raise Http404("The words were removed.")
    return path


def mail_link(title: str, address: str) -> str:
    """Opens the reader's own mail program with a letter begun."""
    body = quote(f"{title}\n{address}", safe="")
    return f"mailto:?subject={quote(title, safe='')}&body={body}"


@lru_cache(maxsize=1_000)
def qr_code(address: str, label: str) -> SafeString:
    """The address for a phone's camera: dark on light whatever the colours of the page."""
    code = segno.make(address, error="m", micro=False)
    drawing = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return format_html('<div class="qr-code" role="img" aria-label="{}">{}</div>', label, mark_safe(drawing))
