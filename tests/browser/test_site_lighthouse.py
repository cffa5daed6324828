"""Lighthouse's judgement of the pages that the site is judged by, as it judges a slow phone."""

import json
import os
import subprocess

import pytest

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.demo_site import NODE_MODULES

LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
# its measure of speed is disturbed by whatever else the machine does, and only ever for the worse: each category must be reached once
RUNS = 5


def judge(address: str, report) -> dict[str, int]:
    """Scores of 0–100 by category; none where the browser gave up, which it does on a busy machine."""
    done = subprocess.run(
        [
            "node", NODE_MODULES / "lighthouse" / "cli" / "index.js", address, "--quiet", "--output", "json",
            "--output-path", report, f"--chrome-flags={' '.join(['--headless=new', *ARGUMENTS])}",
        ],
        env=os.environ | {"CHROME_PATH": CHROMIUM}, check=False, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    if done.returncode:
        print(done.stderr)
        return dict.fromkeys(LEAST, 0)
    categories = json.loads(report.read_text())["categories"]
    return {name: round(category["score"] * 100) for name, category in categories.items()}


@pytest.mark.parametrize("kind", ["front", "news list", "article", "partner", "agreement", "event"])
def test_lighthouse_finds_little_to_mend(demo, kind, tmp_path):
    best = dict.fromkeys(LEAST, 0)
    for _ in range(RUNS):
        scores = judge(f"{demo.origin}{demo.address(kind, 'en')}", tmp_path / "report.json")
        best = {name: max(best[name], scores[name]) for name in LEAST}
        if all(best[name] >= least for name, least in LEAST.items()):
            break

    assert {name: score for name, score in best.items() if score < LEAST[name]} == {}
