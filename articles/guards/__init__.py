"""What the database itself refuses about articles: in SQLite and PostgreSQL, whoever asks and through whatever door."""

from articles.guards.editions import EDITION_GUARDS
from articles.guards.files import FILE_GUARDS, REDACTION_GUARDS
from articles.guards.publishing import PUBLICATION_GUARDS
from articles.guards.signing import PART_GUARDS, SIGNOFF_GUARDS
from articles.guards.wording import REVISION_GUARDS

GUARDS = [
    *REVISION_GUARDS,
    *PART_GUARDS,
    *SIGNOFF_GUARDS,
    *PUBLICATION_GUARDS,
    *EDITION_GUARDS,
    *FILE_GUARDS,
    *REDACTION_GUARDS,
]
