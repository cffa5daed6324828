"""The markup of every page that a reader can come to, judged by html-validate; and where its links lead."""

import json
import subprocess

from tests.browser.demo_site import LANGUAGES, NODE_MODULES, PAGES, ROOT
from tests.browser.refusals import ERRORS, refusal

RULES = ROOT / ".ci" / "web" / "htmlvalidate.json"


def test_every_page_of_the_demo_is_valid_html(demo, tmp_path):
    pages = demo.every_page()
    pages |= {address: demo.read(address) for address in (demo.address(*page) for page in PAGES)}
    pages |= {
        f"error {status}, {language}": refusal(demo, status, language) for status in ERRORS for language in LANGUAGES
    }
    addresses = {}
    for number, (address, answer) in enumerate(pages.items()):
        name = f"{number}.html"
        addresses[name] = address
        (tmp_path / name).write_bytes(answer.body)

    report = tmp_path / "report.json"
    validator = NODE_MODULES / "html-validate" / "bin" / "html-validate.mjs"
    subprocess.run(
        ["node", validator, "--config", RULES, "--formatter", f"json={report}", tmp_path], timeout=600, check=False
    )

    found = [
        f"{addresses[page['filePath'].rpartition('/')[2]]}:{each['line']}: {each['ruleId']}: {each['message']}"
        for page in json.loads(report.read_text())
        for each in page["messages"]
    ]
    assert len(pages) > 100
    assert found == []


def test_no_link_of_the_demo_leads_nowhere(demo):
    broken = [(address, answer.status) for address, answer in demo.every_page().items() if answer.status >= 400]

    assert broken == []
