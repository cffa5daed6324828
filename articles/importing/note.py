"""What is written beside an imported draft, for the history: all that the document said and the draft has no place for."""

from django.utils.translation import gettext as _

from .understood import Understood

NOTE_MOST = 20_000


def import_note(understood: Understood, name: str, *, tracked: str = "ask", refused: tuple[str, ...] = ()) -> str:
    lines = [_("Started from “%(name)s”.") % {"name": name}]
    if understood.credits:
        printed = "; ".join(dict.fromkeys(credit.printed for credit in understood.credits))
        lines.append(_("Printed on the old page: %(credits)s") % {"credits": printed})
    if understood.date_text:
        lines.append(_("Date printed there: %(date)s") % {"date": understood.date_text})
    if understood.read_count is not None:
        lines.append(_("Read count printed there: %(count)d") % {"count": understood.read_count})
    for line in understood.unplaced:
        lines.append(_("Not placed: %(text)s") % {"text": line.text})
    if understood.has_changes:
        lines.append(
            _("Tracked changes were accepted.") if tracked == "accept" else _("Tracked changes were rejected.")
        )
    for question in understood.questions:
        lines.append(f"{question.label}, {question.author or '?'}: {question.text}")
    for address in understood.not_fetched:
        lines.append(_("Picture not fetched: %(address)s") % {"address": address})
    lines.extend(refused)
    lines.extend(understood.warnings)
    return "\n".join(lines)[:NOTE_MOST]
