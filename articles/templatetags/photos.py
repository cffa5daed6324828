"""Tags that show photos."""

from django import template
from django.utils.html import format_html, format_html_join

from newsroom.shared import renditions

register = template.Library()

# the text column of an article page; elsewhere the template says how wide the picture will be
SIZES = "(min-width: 48rem) 44rem, 100vw"


@register.simple_tag
def picture(photo, alt, sizes=SIZES, lead=False):
    """A photo in the best format and size for the reader. `lead`: the one that the page is judged by, loaded first.

    A photo removed by order leaves nothing behind but its caption, which is the template's.
    """
    if photo is None or photo.redacted_at:
        return ""
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((renditions.CONTENT_TYPES[extension], photo.srcset(extension), sizes) for extension in ("avif", "webp")),
    )
    width = next((each for each in photo.widths if each >= 960), photo.widths[-1])
    return format_html(
        '<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" class="{}" {}></picture>',
        sources,
        photo.url(width),
        photo.srcset("jpg"),
        sizes,
        width,
        photo.height_at(width),
        alt,
        focal_class(photo),
        _LEAD if lead else _LATER,
    )


_LEAD = format_html('fetchpriority="{}" decoding="async"', "high")
_LATER = format_html('loading="{}" decoding="async"', "lazy")


@register.filter
def focal_class(photo):
    """Classes for where a crop keeps the picture, in tenths: a style attribute would need a hole in the security policy."""
    return f"focal-x-{round(photo.focal_x / 10)} focal-y-{round(photo.focal_y / 10)}"
