"""Migrations that meet the rows of an office: a rule that some of them break is no reason for a bare error of the database."""

from django.core.management.base import CommandError
from django.db import migrations
from django.db.models import BooleanField, ExpressionWrapper, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

TOLD = 20


class AddConstraint(migrations.AddConstraint):
    """Django's own for a condition; where rows break it, a sentence says which, and the database is left as it was."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            refuse_offending(model.objects.using(schema_editor.connection.alias), self.constraint)
        super().database_forwards(app_label, schema_editor, from_state, to_state)


def refuse_offending(rows, constraint) -> None:
    """CommandError when the constraint does not hold for some of the rows; like a CHECK, one that cannot tell lets a row pass."""
    holds = Coalesce(ExpressionWrapper(constraint.condition, BooleanField()), Value(True))
    offending = rows.annotate(holds=holds).filter(holds=False).order_by("pk")
    numbers = [str(pk) for pk in offending.values_list("pk", flat=True)[: TOLD + 1]]
    if not numbers:
        return
    raise CommandError(
        _(
            "These rows (%(kind)s) break the rule “%(rule)s” (%(name)s): %(numbers)s. Nothing of this migration was done. Go back to "
            "the version that ran until now, run its migrate, which puts the guards up again, mend them there, and come back."
        )
        % {
            "kind": rows.model._meta.verbose_name_plural,
            "rule": constraint.violation_error_message,
            "name": constraint.name,
            "numbers": ", ".join(numbers[:TOLD] + ["…"] * (len(numbers) > TOLD)),
        }
    )
