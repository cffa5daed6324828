"""Publishing freezes: a manager says from when until when nothing new appears, and sees what is scheduled within."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.desk.when import MomentField, zone_label
from articles.models import Edition, PublishingFreeze
from newsroom.accounts.logged import LoggedAdmin, ManagersOnly


class FreezeForm(forms.ModelForm):
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))

    class Meta:
        model = PublishingFreeze
        fields = ("starts_at", "ends_at", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"starts_at", "ends_at"} & set(self.fields):
            self.fields[name].help_text = _("Time zone: %(zone)s") % {"zone": zone_label()}


@admin.register(PublishingFreeze)
class PublishingFreezeAdmin(ManagersOnly, LoggedAdmin):
    form = FreezeForm
    change_form_template = "admin/articles/freeze_form.html"
    list_display = ("__str__", "reason", "is_on")
    sortable_by = ()
    logged_values = ("starts_at", "ends_at", "reason")

    @admin.display(description=_("in force"), boolean=True)
    def is_on(self, freeze):
        return freeze.starts_at <= timezone.now() < freeze.ends_at

    def caught(self, user, freeze):
        """What is scheduled to appear within a freeze, as far as a member of staff may see it."""
        now = timezone.now()
        span = {"next__visible_from__gte": max(freeze.starts_at, now), "next__visible_from__lt": freeze.ends_at}
        found = Edition.objects.visible_to(user).filter(**span)
        return found.select_related("next__revision", "article").order_by("next__visible_from", "pk").distinct()

    def render_change_form(self, request, context, *args, **kwargs):
        freeze = context.get("original")
        context["caught"] = self.caught(request.user, freeze) if freeze else ()
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if number := self.caught(request.user, obj).count():
            sentence = ngettext(
                "%(number)s scheduled publication falls into this freeze and would still appear: open the freeze to see it.",
                "%(number)s scheduled publications fall into this freeze and would still appear: open the freeze to see them.",
                number,
            )
            messages.warning(request, sentence % {"number": number})
