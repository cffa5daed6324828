"""Addresses of photos and attachments: /media/…"""

from django.urls import path

from articles import media

app_name = "media"
urlpatterns = [
    path("photos/<str:sha256>/<int:width>.<str:extension>", media.photo, name="photo"),
    path("files/<str:sha256>/<str:name>", media.attachment, name="file"),
]
