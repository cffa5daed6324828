import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.make import publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/en/news/%00/",
        "/en/news/?page=%00",
        "/en/news/%FF/",
        "/en/news/?page=%FF",
        "/en/?a=%C3%28",
        "/admin/?q=%00",
        "/%ED%A0%80/",
    ],
)
def test_what_no_text_can_be_is_a_bad_request(client, path):
    response = client.get(path)

    assert response.status_code == 400
    assert "masthead" in response.content.decode()


def test_a_cookie_may_hold_no_nul(client):
    client.cookies["sessionid"] = "a\0bcdefghijk"

    assert client.get("/admin/").status_code == 400


def test_a_bad_request_is_answered_in_the_language_of_its_address(client):
    assert client.get("/zh-hans/news/?page=%FF")["Content-Language"] == "zh-Hans"
    assert client.get("/%FF", headers={"accept-language": "es"})["Content-Language"] == "es"


@pytest.mark.parametrize("path", ["/en/" + "a" * 5000, "/en/?q=" + "a" * 5000])
def test_an_address_has_an_end(client, path):
    assert client.get(path).status_code == 414


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "٢", "99999999999999999999", "2", "", " 1", "1e3"])
def test_a_page_that_the_list_does_not_have_is_not_found(client, page):
    publish()

    assert client.get("/en/news/", {"page": page}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "2025/13/",
        "2025/00/",
        "2025/9/",
        "2025/08/",
        "2024/",
        "0000/",
        "0/",
        "99999/",
        "9999/",
        "9999/12/",
        "1000/01/",
        "-1/",
        "0-x/",
        "01-x/",
        "9999999999999999999999-x/",
        "999999999999999999-x/",
        "12/",
        "12-/",
    ],
)
def test_an_impossible_day_or_number_is_not_found(client, path):
    publish()

    response = client.get(f"/en/news/{path}")

    assert response.status_code == 404
    assert "masthead" in response.content.decode()


@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(max_size=40), query=st.binary(max_size=40))
def test_no_address_is_a_fault(client, path, query):
    prefix = ["/", "/en/", "/en/news/", "/zh-hans/topics/", "/media/"][len(path) % 5]

    response = client.get(prefix + path, QUERY_STRING=query.decode("latin-1"))

    assert response.status_code in {200, 301, 302, 400, 404, 405, 410, 414}
