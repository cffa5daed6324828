"""The words of one edition as they travel: from a form, an import or a proposal into a revision."""

import dataclasses
from dataclasses import dataclass

from newsroom.shared.richtext import canonical_html, canonical_line


@dataclass(frozen=True, kw_only=True)
class Words:
    """Everything in an edition that a translator can word, in canonical form.

    `attachments` are `{"id": Attachment id, "label": str}` in the order shown; `lead_photo_id` is a Photo id or None.
    """

    title: str = ""
    summary: str = ""
    body: str = ""
    lead_photo_id: int | None = None
    lead_caption: str = ""
    lead_alt: str = ""
    attachments: tuple[dict, ...] = ()
    contributing_unit: str = ""
    text_by: str = ""
    photos_by: str = ""
    change_note: str = ""
    change_note_is_public: bool = False

    def canonical(self) -> "Words":
        """NFC, LF, trimmed, sanitised: the form in which words are compared, hashed and stored."""
        lines = (f.name for f in dataclasses.fields(self) if f.type in {str, "str"} and f.name != "body")
        attachments = tuple(
            {"id": int(item["id"]), "label": canonical_line(item["label"])} for item in self.attachments
        )
        return dataclasses.replace(
            self,
            **{name: canonical_line(getattr(self, name)) for name in lines},
            body=canonical_html(self.body),
            attachments=attachments,
        )

    def differs_from(self, other: "Words | None") -> bool:
        """Whether a reader would notice: the change note alone is not a change."""
        if other is None:
            return True
        blank = {"change_note": "", "change_note_is_public": False}
        return dataclasses.replace(self, **blank) != dataclasses.replace(other, **blank)


FIELDS = tuple(f.name for f in dataclasses.fields(Words))
