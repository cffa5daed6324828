import hashlib
import json

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.roles import Role
from newsroom.shared.names import first_name, language_choices


def check_languages(codes):
    """A list of language codes that the installation knows."""
    if not isinstance(codes, list) or any(code not in settings.ALL_LANGUAGES for code in codes):
        raise ValidationError(_("This is not a list of languages that the site knows."))


class User(AbstractUser):
    """A member of staff. `printed_name` is how the credits name them, in each language."""

    printed_name = models.CharField(
        _("name as printed"), max_length=120, blank=True, help_text=_("As it stands in the credits under an article.")
    )
    post = models.CharField(_("post"), max_length=120, blank=True)
    unit = models.CharField(_("unit"), max_length=160, blank=True)
    staff_number = models.CharField(_("staff number"), max_length=40, blank=True)
    working_languages = models.JSONField(
        _("working languages"),
        default=list,
        blank=True,
        validators=[check_languages],
        help_text=_("Steps are taken in these only."),
    )
    interface_language = models.CharField(
        _("language of the desk"), max_length=10, blank=True, choices=language_choices
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self):
        return first_name(self, "printed_name") or self.get_full_name() or self.username

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held now. A superuser holds none by being one: identity is tested, not permission."""
        if not self.is_active:
            return frozenset()
        known = set(Role.values)
        return frozenset(Role(name) for name in self.groups.values_list("name", flat=True) if name in known)

    def has_role(self, role: Role) -> bool:
        return role in self.roles

    def works_in(self, language: str) -> bool:
        return language in self.working_languages

    def in_language(self, field: str, language: str) -> str:
        """`printed_name`, `post` or `unit` in a language, else in English, else empty."""
        for code in (language, "en"):
            if value := getattr(self, f"{field}_{code.replace('-', '_')}"):
                return value
        return ""


class LogHead(models.Model):
    """The last link of the log's chain: one row, locked by whoever writes the next entry."""

    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("head of the log")
        verbose_name_plural = _("heads of the log")

    def __str__(self):
        return self.hash


class LogEntry(models.Model):
    """One act that matters, chained to the one before. Append-only; written by `newsroom.accounts.log.record` alone."""

    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="log_entries",
        verbose_name=_("by"),
    )
    actor_name = models.CharField(_("name"), max_length=160, blank=True)
    action = models.CharField(_("act"), max_length=60, db_index=True)
    target_type = models.CharField(_("kind of record"), max_length=60, blank=True)
    target_id = models.CharField(_("record"), max_length=40, blank=True)
    target_label = models.CharField(_("named"), max_length=300, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="log_target")]

    def __str__(self):
        return f"{self.action} {self.target_label}".strip()

    def follow(self, previous_hash: str) -> None:
        """Take the place in the chain after that entry."""
        self.previous_hash = previous_hash
        self.hash = self.computed_hash()

    def computed_hash(self) -> str:
        """SHA-256 over the previous hash and everything the row says."""
        row = {
            "at": self.at.isoformat(timespec="microseconds"),
            "actor": self.actor_id,
            "actor_name": self.actor_name,
            "action": self.action,
            "target": [self.target_type, self.target_id, self.target_label],
            "details": self.details,
            "previous": self.previous_hash,
        }
        text = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
