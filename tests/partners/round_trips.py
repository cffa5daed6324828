"""Exports of every page language, read back as an import would read them."""

from partners.importing import sources


def exported(client, name: str, language: str, form: str) -> bytes:
    answer = client.get(f"/{language}/{name}/export.{form}")
    assert answer.status_code == 200
    return answer.content


def drafts_of(importer, data: bytes, name: str, **options) -> list:
    """Every row as a dry run finds it."""
    source = sources.read(data, name, importer)
    return list(importer(**options).drafts(source.rows(source.proposed(importer))))


def said(drafts) -> list[tuple]:
    return [(draft.outcome, draft.changes, draft.reasons) for draft in drafts]
