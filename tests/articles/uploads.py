"""Photos and attachments for tests, taken in through the door that the office uses."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.models import Attachment, Photo

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def image_upload(colour="red", *, width=1000, height=750, kind="JPEG", name="photo.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return SimpleUploadedFile(name, out.getvalue())


def pdf_upload(text="agenda", *, name="agenda.pdf"):
    return SimpleUploadedFile(name, PDF.replace(b"/Catalog", b"/Catalog % " + text.encode() + b"\n"))


def make_photo(colour="red", *, width=1000, height=750, by=None, article=None, credit="Photo: Li Ming"):
    return Photo.objects.keep(image_upload(colour, width=width, height=height), by=by, article=article, credit=credit)[
        0
    ]


def make_attachment(text="agenda", *, name="agenda.pdf", by=None, article=None):
    return Attachment.objects.keep(pdf_upload(text, name=name), by=by, article=article)[0]
