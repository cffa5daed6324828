import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override

from newsroom import views
from tests.make import make_edition, publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "language"), [("/en/nothing/", "en"), ("/zh-hans/nothing/", "zh-Hans"), ("/ar/nothing/", "ar")]
)
def test_an_unknown_address_is_answered_in_its_language(client, path, language):
    response = client.get(path)

    assert (response.status_code, response["Content-Language"]) == (404, language)
    assert f'<html lang="{language}"' in response.content.decode()
    assert "Vary" not in response
    assert not response.cookies


def test_an_unknown_address_without_a_language_asks_the_browser(client):
    response = client.get("/nothing/", headers={"accept-language": "es"})

    assert (response.status_code, response["Content-Language"], response["Vary"]) == (404, "es", "Accept-Language")


def test_an_error_page_stays_dressed_while_debugging(client, settings):
    settings.DEBUG = True

    response = client.get("/en/nothing/")

    assert response.status_code == 404
    assert "masthead" in response.content.decode()


def test_what_is_hidden_looks_like_what_is_absent(client):
    draft = make_edition("es")
    restricted = make_edition("es", is_restricted=True, source_language="es")
    suspended = publish("es")
    suspended.article.__class__.objects.filter(pk=suspended.article_id).update(is_suspended=True)

    absent = client.get("/es/news/999-nothing/")

    for edition in (draft, restricted, suspended):
        for path in (f"/es/news/{edition.article_id}-a-meeting/", f"/es/notices/{edition.article_id}-x/"):
            hidden = client.get(path)
            assert (hidden.status_code, hidden.content) == (404, absent.content)
            assert dict(hidden.items()) == dict(absent.items())


def test_a_page_takes_no_other_method(client):
    response = client.post("/en/")

    assert (response.status_code, response["Allow"], response["Content-Language"]) == (405, "GET, HEAD", "en")
    assert "masthead" in response.content.decode()


def test_a_fault_is_answered_without_the_database():
    with override("zh-hans"):
        response = views.server_error(RequestFactory().get("/zh-hans/"))

    assert response.status_code == 500
    assert '<html lang="zh-Hans" dir="ltr">' in response.content.decode()


def test_a_fault_in_a_view_is_answered_in_the_site_dress(monkeypatch):
    def broken(*args):
        raise RuntimeError("on purpose")

    monkeypatch.setattr(views, "alternates", broken)

    response = Client(raise_request_exception=False).get("/es/")

    assert (response.status_code, response["Content-Language"]) == (500, "es")
    assert "error-page" in response.content.decode()


def test_a_stale_form_is_refused_in_the_site_dress():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "li"})

    assert response.status_code == 403


def test_what_is_sent_to_a_readers_page_is_told_that_it_takes_nothing():
    response = Client(enforce_csrf_checks=True).post("/es/news/", {"username": "li"})

    assert (response.status_code, response["Allow"], response["Content-Language"]) == (405, "GET, HEAD", "es")
    assert "error-page" in response.content.decode()


def test_every_error_has_its_words():
    request = RequestFactory().get("/en/")
    with override("en"):
        answers = [views.bad_request(request), views.permission_denied(request), views.page_not_found(request)]

    assert [answer.status_code for answer in answers] == [400, 403, 404]
