"""Staff pages run only the site's own scripts and styles: every page of the admin is opened, and the browser complains of none."""

import re

from tests.make import make_user, make_words, publish
from tests.make_records import make_agreement, make_event, make_home, make_organisation

LINKS = "() => [...document.querySelectorAll('#content a[href]')].map((link) => new URL(link.href).pathname)"
# a page may be short of nothing but what the policy takes away: it is one without `unsafe`
POLICY = "default-src 'none'"


def links(page, shape: str) -> list[str]:
    return [link for link in dict.fromkeys(page.evaluate(LINKS)) if re.fullmatch(shape, link)]


def test_no_page_of_the_admin_breaks_its_policy(visitor, transactional_db):
    publish("en", words=make_words("Hello"))
    make_agreement(parties=[make_home(), make_organisation()])
    make_event()
    make_user("everything", is_superuser=True)
    person = visitor()
    page, answers = person.page, {}
    page.on(
        "response",
        lambda answer: answers.update({answer.url: answer}) if answer.request.is_navigation_request() else None,
    )
    person.sign_in("everything")

    page.goto("/admin/")
    waiting = links(page, r"/admin/[a-z_]+/[a-z_]+/") + links(page, r"/admin/[a-z]+/")
    assert len(waiting) > 15
    for address in [*waiting, "/admin/account/", "/admin/password_change/"]:
        page.goto(address)
        for further in links(page, re.escape(address) + r"(add/|\d+/change/)")[:2]:
            page.goto(further)
            page.wait_for_load_state("networkidle")

    policies = {answer.headers.get("content-security-policy", "")[: len(POLICY)] for answer in answers.values()}
    assert policies == {POLICY}
    assert not any("unsafe" in answer.headers["content-security-policy"] for answer in answers.values())
    kept = {answer.headers.get("cache-control", "") for answer in answers.values() if "/admin/" in answer.url}
    assert all("no-store" in each for each in kept)
    assert {answer.status for answer in answers.values()} <= {200, 302}
