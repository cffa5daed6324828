import datetime

import pytest
from django.utils import timezone

from articles import reads
from articles.models import ReadCount
from tests.make import make_article, publish

pytestmark = pytest.mark.django_db

BROWSER = {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "sec-fetch-site": "same-origin",
}


@pytest.fixture(autouse=True)
def gathering(monkeypatch):
    """Each test begins with nothing gathered and a batch that is due."""
    monkeypatch.setattr(reads, "gathering", reads.Gathering())
    return reads.gathering


def read(client, edition, **headers):
    return client.post(f"/{edition.language}/reads/{edition.article_id}/", headers=BROWSER | headers)


def written():
    return {row.edition_id: row.reads for row in ReadCount.objects.all()}


def test_reading_is_counted_by_a_beacon_that_answers_with_the_number(client):
    edition = publish(article=make_article(imported_reads=10))

    response = read(client, edition)

    assert response.json() == {"reads": 11, "text": "Read 11 times"}
    assert written() == {edition.pk: 1}
    assert not response.cookies


def test_the_page_itself_carries_no_number_and_counts_nothing(client):
    edition = publish(article=make_article(imported_reads=577))

    html = client.get(f"/en/news/{edition.article_id}-a-meeting/").content.decode()

    assert f'data-reads="/en/reads/{edition.article_id}/"' in html
    assert "577" not in html
    assert written() == {}


def test_only_a_post_counts(client):
    edition = publish()

    assert client.get(f"/en/reads/{edition.article_id}/").status_code == 405


def test_all_languages_of_an_article_are_counted_together(client):
    article = make_article()
    english, spanish = publish("en", article=article), publish("es", article=article)

    read(client, english)

    assert read(client, spanish).json()["reads"] == 2


def test_a_reader_who_reloads_is_one_reader(client):
    edition = publish()

    numbers = [read(client, edition).json()["reads"] for _ in range(3)]
    other = read(client, edition, **{"x-forwarded-for": "203.0.113.9"}).json()["reads"]

    assert (numbers, other) == ([1, 1, 1], 2)


@pytest.mark.parametrize(
    "agent", ["", "Googlebot/2.1", "Mozilla/5.0 (compatible; Baiduspider/2.0)", "curl/8.5", "python-requests/2"]
)
def test_machines_are_not_counted(client, agent):
    edition = publish()

    assert read(client, edition, **{"user-agent": agent}).json()["reads"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "", "origin": "https://elsewhere.example"},
        {"sec-fetch-site": ""},
    ],
)
def test_other_sites_cannot_count(client, headers):
    edition = publish()

    assert read(client, edition, **headers).status_code == 403
    assert written() == {}


def test_a_browser_without_that_header_says_its_origin(client):
    edition = publish()

    assert read(client, edition, **{"sec-fetch-site": "", "origin": "http://testserver"}).status_code == 200


def test_reads_are_written_in_batches(client, gathering, django_assert_num_queries):
    edition = publish()
    read(client, edition)

    for number in range(5):
        read(client, edition, **{"x-forwarded-for": f"203.0.113.{number}"})

    assert written() == {edition.pk: 1}
    assert reads.total(edition.article) == 6
    gathering.flush()
    assert written() == {edition.pk: 6}


def test_a_batch_adds_to_the_day_it_falls_on():
    edition = publish()
    first, second = datetime.date(2025, 9, 29), datetime.date(2025, 9, 30)

    for day in (first, first, second):
        ReadCount.objects.add({edition.pk: 2, 999: 5}, day=day)

    assert list(ReadCount.objects.order_by("day").values_list("edition", "day", "reads")) == [
        (edition.pk, first, 4),
        (edition.pk, second, 2),
    ]


def test_what_readers_cannot_see_is_not_counted(client):
    scheduled = publish(at=timezone.now() + datetime.timedelta(days=1))
    page = publish(kind="page")

    assert [read(client, scheduled).status_code, read(client, page).status_code] == [404, 404]


def test_counting_can_be_switched_off(client, settings):
    settings.NEWSROOM_READ_COUNT = False
    edition = publish()

    assert read(client, edition).status_code == 404
    assert "reads" not in client.get(f"/en/news/{edition.article_id}-a-meeting/").content.decode()
