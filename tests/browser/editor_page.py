"""A page with nothing but the editor, under the strictest policy that it must work with."""

from django import forms
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt

from newsroom.shared.editor import body_field, import_map_hash

POLICY = (
    "default-src 'none'; script-src 'self' {}; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'"
)


class BodyForm(forms.Form):
    def __init__(self, data=None, *, language, initial, photos_url):
        super().__init__(data, initial={"body": initial})
        self.fields["body"] = body_field(label="Text", language=language, photos_url=photos_url)


@csrf_exempt
def page(request):
    asked = request.GET
    form = BodyForm(
        request.POST or None,
        language=asked.get("language", "en"),
        initial=asked.get("body", ""),
        photos_url="" if "no-photos" in asked else "/photos.json",
    )
    saved = form.cleaned_data["body"] if form.is_valid() else ""
    answer = HttpResponse(
        format_html(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Editor</title>{}</head><body>'
            '<form method="post"><p>{}{}</p><button id="save">Save</button></form><pre id="saved">{}</pre></body></html>',
            form.media,
            form["body"].label_tag(),
            form["body"],
            saved,
        )
    )
    answer["Content-Security-Policy"] = POLICY.format(import_map_hash())
    return answer


def photos(request):
    picture = static("img/mark.svg")
    return JsonResponse(
        [
            {"id": 12, "thumbnail": picture, "credit": "Lin Yue", "width": 320, "height": 200},
            {"id": 15, "thumbnail": picture, "credit": "", "width": 200, "height": 320},
        ],
        safe=False,
    )


urlpatterns = [path("", page), path("photos.json", photos)]
