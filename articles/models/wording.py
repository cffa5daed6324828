"""Words on their way into a revision: what columns can hold, which files they may show, their digest, and the writing itself."""

from django.utils.translation import gettext_lazy as _

from articles.models.photo import Attachment, Photo
from articles.models.revision import Revision, digest_of, used_files, used_photos
from articles.words import Words
from articles.workflow import Incomplete


def checked(words: Words) -> Words:
    """Words that the columns can hold. Raises Incomplete."""
    for name in Revision.words_fields():
        value = getattr(words, name)
        field = Revision._meta.get_field(name)
        if isinstance(value, str) and "\x00" in value:
            raise Incomplete(_("“%(field)s” holds a character that is none.") % {"field": field.verbose_name})
        if field.max_length and len(value or "") > field.max_length:
            raise Incomplete(
                _("“%(field)s” is too long: at most %(limit)s characters.")
                % {"field": field.verbose_name, "limit": field.max_length}
            )
    return words


def check_files(edition, words: Words, *, by) -> None:
    """New photos and attachments must be there and open to this user: words show them to all who may see the edition. Raises Incomplete."""
    head = edition.head
    for model, used in ((Photo, used_photos), (Attachment, used_files)):
        new = set(used(words)) - set(used(head.words) if head else ())
        if new - set(model.objects.kept().visible_to(by).filter(pk__in=new).values_list("pk", flat=True)):
            raise Incomplete(_("A photo or attachment in the text does not exist: %(what)s.") % {"what": sorted(new)})


def digest(edition, words: Words) -> str:
    """The digest of words in an edition's language. Raises Incomplete when a file that they show is not there."""
    try:
        return digest_of(words, edition.language)
    except (Photo.DoesNotExist, Attachment.DoesNotExist) as missing:
        raise Incomplete(
            _("A photo or attachment in the text does not exist: %(what)s.") % {"what": missing}
        ) from missing


def write(edition, words: Words, digest: str, *, at, **fields) -> Revision:
    """The next revision of an edition, with the index of the files that it shows."""
    last = edition.revisions.order_by("-number").first()
    values = {name: getattr(words, name) for name in Revision.words_fields()}
    revision = Revision.objects.create(
        edition=edition,
        cycle=edition.cycle,
        number=last.number + 1 if last else 1,
        digest=digest,
        created_at=at,
        **values | {"attachments": list(words.attachments)},
        **fields,
    )
    revision.photos.set(used_photos(words))
    revision.files.set(used_files(words))
    return revision
