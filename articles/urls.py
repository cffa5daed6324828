"""Public addresses of articles, under the prefix of a language."""

from django.urls import path, register_converter

from articles import feeds, sharing, views
from newsroom.shared.addresses import IdConverter


class YearConverter(IdConverter):
    regex = "[1-9][0-9]{3}"


class MonthConverter(IdConverter):
    regex = "[0-9]{2}"

    def to_url(self, month):
        return f"{month:02}"


register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")

app_name = "articles"
urlpatterns = [
    path("news/", views.news_list, name="news_list"),
    path("news/<year:year>/", views.news_archive, name="news_archive"),
    path("news/<year:year>/<month:month>/", views.news_archive, name="news_archive"),
    path("news/feed.<feed:form>", feeds.news, name="news_feed"),
    path("news/<id:pk>-<str:slug>/", views.item, {"kind": "news"}, name="news"),
    path("news/<id:pk>-<str:slug>/card.jpg", sharing.card, {"kind": "news"}, name="news_card"),
    path("notices/<id:pk>-<str:slug>/card.jpg", sharing.card, {"kind": "notice"}, name="notice_card"),
    path("pages/<id:pk>-<str:slug>/card.jpg", sharing.card, {"kind": "page"}, name="page_card"),
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/<id:pk>-<str:slug>/", views.item, {"kind": "notice"}, name="notice"),
    path("pages/<id:pk>-<str:slug>/", views.item, {"kind": "page"}, name="page"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("topics/<slug:slug>/feed.<feed:form>", feeds.topic, name="topic_feed"),
    path("partners/<id:pk>-<str:slug>/news/", views.partner_news, name="partner_news"),
    path("partners/<id:pk>-<str:slug>/feed.<feed:form>", feeds.partner, name="partner_feed"),
    path("reads/<id:pk>/", views.reads, name="reads"),
]
