from articles.models.article import Article, Kind
from articles.models.citation import Citation, DocumentKind, Settlement, Source, Stance
from articles.models.edition import Edition
from articles.models.freeze import PublishingFreeze
from articles.models.incoming import IncomingDocument
from articles.models.links import ArticleAgreement, ArticleEvent, ArticleOrganisation
from articles.models.photo import Attachment, Photo
from articles.models.publication import LegacyImport, Part, Publication, SignOff, StepTaken, Withdrawal
from articles.models.reads import ReadCount
from articles.models.redaction import Redaction, RedactionExecution, RedactionOrder
from articles.models.revision import Confirmation, Proposal, Revision
from articles.models.topic import ArticleTopic, Topic

__all__ = [
    "Article",
    "ArticleAgreement",
    "ArticleEvent",
    "ArticleOrganisation",
    "ArticleTopic",
    "Attachment",
    "Citation",
    "Confirmation",
    "DocumentKind",
    "Edition",
    "IncomingDocument",
    "Kind",
    "LegacyImport",
    "Part",
    "Photo",
    "Proposal",
    "Publication",
    "PublishingFreeze",
    "ReadCount",
    "Redaction",
    "RedactionExecution",
    "RedactionOrder",
    "Revision",
    "Settlement",
    "SignOff",
    "Source",
    "Stance",
    "StepTaken",
    "Topic",
    "Withdrawal",
]
