"""The history of an edition: every step with who, when and why, and every revision with its difference to the one before."""

from articles import workflow
from articles.models import Edition, Revision
from articles.words import Words
from newsroom.shared.textdiff import diff_body, diff_html

PLAIN = (
    "title",
    "summary",
    "lead_caption",
    "lead_alt",
    "contributing_unit",
    "text_by",
    "photos_by",
    "change_note",
)


def difference(old: Revision | None, new: Revision | None) -> dict:
    """What changed between two revisions: `fields` (label and marked text) and `body` (rows block by block). Either may be missing."""
    before, after = (revision.words if revision else Words() for revision in (old, new))
    fields = [
        {
            "label": Revision._meta.get_field(name).verbose_name,
            "text": diff_html(getattr(before, name), getattr(after, name)),
        }
        for name in PLAIN
        if getattr(before, name) != getattr(after, name)
    ]
    return {
        "fields": fields,
        "body": [row for row in diff_body(before.body, after.body) if row.op != "equal"]
        if before.body != after.body
        else [],
        "photo": (before.lead_photo_id, after.lead_photo_id) if before.lead_photo_id != after.lead_photo_id else None,
        "files": before.attachments != after.attachments,
        "public_note": before.change_note_is_public != after.change_note_is_public,
    }


def rows(edition: Edition) -> list[dict]:
    """The steps, newest first; a step that made a revision carries it and its difference to the one before."""
    revisions = {revision.pk: revision for revision in edition.revisions.select_related("part__user", "edition")}
    numbered = {revision.number: revision for revision in revisions.values()}
    seen, found = set(), []
    for step in edition.steps.select_related("by", "part", "publication"):
        made = revisions.get(step.revision_id) if step.revision_id not in seen else None
        if step.revision_id:
            seen.add(step.revision_id)
        found.append(
            {
                "taken": step,
                "label": workflow.BY_NAME[step.step].label if step.step in workflow.BY_NAME else step.step,
                "revision": made,
                "difference": difference(numbered.get(made.number - 1), made) if made else None,
                "is_redacted": made.is_redacted if made else False,
            }
        )
    return list(reversed(found))
