"""One stylesheet for readers, put together from the files that it imports: a browser would fetch those one after the other."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SHEET = "css/site.css"
_IMPORT = re.compile(r'@import url\("([\w-]+\.css)"\) layer\((\w+)\);')


def bundled(source: Path) -> str:
    """The sheet with the words of every file that it imports in their layer. FileNotFoundError where one is missing."""
    return _IMPORT.sub(
        lambda found: f"@layer {found[2]} {{\n{(source.parent / found[1]).read_text(encoding='utf-8')}}}",
        source.read_text(encoding="utf-8"),
    )


class BundleFinder(BaseFinder):
    """Stands before the other finders and answers for the one sheet; made anew whenever one of its files has changed."""

    def __init__(self, *args, **kwargs):
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "bundles")

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path != SHEET:
            return []
        target = self.build()
        return [target] if find_all else target

    def list(self, ignore_patterns):
        self.build()
        yield SHEET, self.storage

    def build(self) -> str:
        words = bundled(settings.BASE_DIR / "static" / SHEET)
        target = Path(self.storage.path(SHEET))
        if not target.exists() or target.read_text(encoding="utf-8") != words:
            target.parent.mkdir(parents=True, exist_ok=True)
            # another process may be reading it
            draft = target.with_suffix(f".{id(self)}.tmp")
            draft.write_text(words, encoding="utf-8")
            draft.replace(target)
        return str(target)
