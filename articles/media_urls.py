"""Addresses of photos and attachments: /media/…"""

from django.urls import path, register_converter

from articles import media
from newsroom.shared.renditions import CROPS


class CropConverter:
    regex = "|".join(CROPS)
    to_python = str
    to_url = str


register_converter(CropConverter, "crop")

app_name = "media"
urlpatterns = [
    path("photos/<str:sha256>/<int:width>.<str:extension>", media.photo, name="photo"),
    path("photos/<str:sha256>/<crop:name>.jpg", media.crop, name="crop"),
    path("photos/<str:sha256>/original.<str:extension>", media.original, name="original"),
    path("files/<str:sha256>/<str:name>", media.attachment, name="file"),
]
