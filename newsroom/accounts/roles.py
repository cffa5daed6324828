"""The roles of an office. Names only: what each role may do stands in the workflow's table; the roof grants admin permissions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role is a Django group whose name is the value."""

    WRITER = "Writer", _("Writer")
    TRANSLATOR = "Translator", _("Translator")
    INITIAL_REVIEWER = "Initial reviewer", _("Initial reviewer")
    SECOND_REVIEWER = "Second reviewer", _("Second reviewer")
    FINAL_REVIEWER = "Final reviewer", _("Final reviewer")
    RECORDS_OFFICER = "Records officer", _("Records officer")
    DUTY_OFFICER = "Duty officer", _("Duty officer")
    MANAGER = "Manager", _("Manager")
    AUDITOR = "Auditor", _("Auditor")
