"""The page of an edition in the admin: source left, words right, the steps that are open, the people, the history."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import workflow
from articles.addresses import address_of
from articles.desk import history, linking, preview
from articles.desk.forms import PartForm, RevisionOnScreen, StepForm, WordsForm
from articles.desk.overview import part_label
from articles.models import Edition, Part, PublishingFreeze, Revision, StepTaken
from articles.workflow import Refused, Stage
from newsroom.accounts.log import record
from newsroom.shared.textdiff import diff_body, diff_html

# steps that have a place of their own on the page instead of a button with a reason
WITH_THE_WORDS = {"save", "adopt"}
EMERGENCY = "publish_in_emergency"


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    """Editions are made with their article and move by steps; there is nothing to add, delete or list here."""

    def get_urls(self):
        def guarded(view):
            return self.admin_site.admin_view(view)

        def posted(view):
            """After a session that ended, signing in comes back here by GET: to the page, where the typing is still kept."""

            def view_or_page(request, pk, **kwargs):
                if request.method in {"GET", "HEAD"}:
                    return HttpResponseRedirect(reverse("admin:articles_edition_change", args=[pk]))
                return require_POST(view)(request, pk, **kwargs)

            return self.admin_site.admin_view(view_or_page)

        return [
            path("<int:pk>/step/<slug:name>/", posted(self.step_view), name="articles_edition_step"),
            path("<int:pk>/people/", posted(self.people_view), name="articles_edition_people"),
            path("<int:pk>/link/", posted(self.link_view), name="articles_edition_link"),
            path("<int:pk>/confirm/", posted(self.confirm_view), name="articles_edition_confirm"),
            path("<int:pk>/history/", guarded(require_safe(self.history_page)), name="articles_edition_history"),
            path("<int:pk>/compare/", guarded(require_safe(self.compare_page)), name="articles_edition_compare"),
            path(
                "<int:pk>/preview/<int:revision>/",
                guarded(require_safe(self.preview_page)),
                name="articles_edition_preview",
            ),
            path("<int:pk>/public/", guarded(require_safe(self.to_public)), name="articles_edition_public"),
            path("<int:pk>/change/", guarded(require_safe(self.edition_page)), name="articles_edition_change"),
            path("", guarded(self.to_articles), name="articles_edition_changelist"),
        ]

    def get_queryset(self, request):
        return Edition.objects.visible_to(request.user).select_related("article", "head", "live", "next", "withdrawal")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    # pages

    def found(self, request, pk) -> Edition:
        """The edition, for staff who may see it; the same 404 whether it is hidden or does not exist."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def to_articles(self, request):
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))

    def to_public(self, request, pk):
        shown = self.found(request, pk).shown()
        if shown is None:
            raise Http404
        return HttpResponseRedirect(address_of(shown))

    def edition_page(self, request, pk):
        return self.page(request, self.found(request, pk))

    def page(self, request, edition, *, words_form=None, step_form=None, part_form=None, refused=None, status=200):
        """The edition's page; after a refusal with everything that was typed still in it."""
        user = request.user
        steps = edition.open_steps(user)
        names = {step.name for step in steps}
        may_write = "save" in names
        may_propose = "return_to_initial" in names
        if words_form is None:
            words_form = self.words_form(request, edition)
        context = {
            "edition": edition,
            "article": edition.article,
            "words_form": words_form,
            "may_write": may_write,
            "may_propose": may_propose,
            "steps": self.step_rows(user, steps, step_form),
            "freezes": PublishingFreeze.objects.ahead() if any(step.goes_live for step in steps) else (),
            "proposal": self.proposal(edition) if "adopt" in names else None,
            "source": self.source_side(edition),
            "came_back": edition.came_back(),
            "signatures": edition.round_signoffs().select_related("part"),
            "handed_in_by": edition.handed_in_by(),
            "parts": self.people(edition),
            "records": linking.panel(user, edition),
            "part_form": (part_form or PartForm(edition)) if self.may_assign(user, edition) else None,
            "may_confirm": edition.may_confirm(user),
            "shown": edition.shown(),
            "languages": edition.article.editions.intended().select_related("head"),
            "refused": refused,
            "typed_note": step_form[1]["note"].value() if step_form and step_form[0] not in names else "",
            "title": edition.title or _("No title yet"),
        }
        return self.respond(request, "edition", edition, context, status=status)

    def respond(self, request, template, edition, context, *, status=200):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "original": edition, **context}
        return TemplateResponse(request, f"admin/articles/edition/{template}.html", context, status=status)

    def words_form(self, request, edition, data=None, words=None) -> WordsForm:
        photos_url = reverse("admin:articles_photo_for_article", args=[edition.article_id])
        return WordsForm(data, edition=edition, user=request.user, words=words, photos_url=photos_url)

    def step_rows(self, user, steps, bound):
        """A button with its form for each open step, but for those that have their own place."""
        rows = []
        for step in steps:
            if step.name in WITH_THE_WORDS or step.name == EMERGENCY:
                continue
            form = bound[1] if bound and bound[0] == step.name else StepForm(step, user)
            rows.append({"step": step, "form": form})
        return rows

    def people(self, edition):
        """The parts of the open cycle; who has acted in one keeps it."""
        acts = StepTaken.objects.filter(part=OuterRef("pk"))
        parts = edition.parts.filter(cycle=edition.cycle).select_related("user").annotate(has_acted=Exists(acts))
        return [{"part": part, "label": part_label(part, edition)} for part in parts]

    def proposal(self, edition):
        """What a reviewer proposed in the round before, with its difference to the head."""
        proposal = edition.proposals.filter(base__cycle=edition.cycle).select_related("by").first()
        if proposal is None or not proposal.words.differs_from(edition.head.words):
            return None
        old, new = edition.head.words, proposal.words
        return {
            "proposal": proposal,
            "title": diff_html(old.title, new.title),
            "summary": diff_html(old.summary, new.summary),
            "body": diff_body(old.body, new.body),
        }

    def source_side(self, edition):
        """The source's words, and what has changed in them since the translation was made."""
        revision = edition.source_revision_now()
        if revision is None:
            return None
        then = edition.translated_from()
        changed = edition.source_has_changed
        return {
            "edition": edition.source,
            "revision": revision,
            "changed": changed,
            "title": diff_html(then.title, revision.title) if changed else None,
            "summary": diff_html(then.summary, revision.summary) if changed else None,
            "body": diff_body(then.body, revision.body) if changed else None,
        }

    # steps

    def step_view(self, request, pk, name):
        """POST <id>/step/<step>/: 400 without `revision`, 403 not yours, 409 stale or not open, 302 done.

        Words that come along (the words' form was on the screen) are saved first, so that pressing a step loses no typing.
        """
        edition = self.found(request, pk)
        came, revision = RevisionOnScreen.of(request)
        step = workflow.BY_NAME.get(name)
        if not came or step is None:
            record("refused", by=request.user, target=edition, step=name[:30], status=400, why="Incomplete")
            return HttpResponseBadRequest(
                _("The form did not say which words it speaks of. Go back and open the page again.")
            )
        words_form = None
        if any(key.startswith("words-") for key in request.POST):
            words_form = self.words_form(request, edition, request.POST)
            if not words_form.is_valid():
                return self.page(request, edition, words_form=words_form, status=400)
        step_form = StepForm(step, request.user, request.POST)
        bound = (name, step_form)
        try:
            if words_form is not None and name not in {"save", "return_to_initial"}:
                revision = self.save_first(request, edition, revision, words_form)
            if not step_form.is_valid() and name != "save":
                # words that are only proposed were not saved: they stay on the form
                kept = words_form if name == "return_to_initial" else self.rebound(request, edition, words_form)
                return self.page(request, edition, words_form=kept, step_form=bound, status=400)
            options = step_form.options() if name != "save" else {}
            if words_form is not None and "words" in step.options:
                options["words"] = words_form.words()
            if name == "save":
                options |= self.source_on_screen(request)
            if name == "adopt":
                options["proposal"] = self.number(request, "proposal")
            note = step_form.cleaned_data.get("note", "") if step_form.is_valid() else ""
            taking = edition.take(name, by=request.user, revision=revision, note=note, **options)
        except Refused as refusal:
            return self.refuse(request, edition, refusal, revision=revision, words_form=words_form, step_form=bound)
        self.say_done(request, step, taking, words_form)
        return HttpResponseRedirect(self.after(request, edition))

    def save_first(self, request, edition, revision, words_form):
        edition.take(
            "save", by=request.user, revision=revision, words=words_form.words(), **self.source_on_screen(request)
        )
        return edition.head_id

    def rebound(self, request, edition, words_form):
        """The saved words on a form of their own, so that the page shows what is stored now."""
        return None if words_form is None else self.words_form(request, edition)

    def number(self, request, name):
        value = request.POST.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None

    def source_on_screen(self, request):
        source = self.number(request, "source_revision")
        return {"source_revision": source} if source else {}

    def refuse(self, request, edition, refusal, *, revision, words_form, step_form):
        """The page again with the reason, the difference where someone was faster, and all that was typed."""
        faster = None
        if revision != edition.head_id:
            then = Revision.objects.filter(edition=edition, pk=revision).first() if revision else None
            faster = history.difference(then, edition.head)
        refused = {"sentence": refusal.message, "faster": faster, "status": refusal.status}
        return self.page(
            request, edition, words_form=words_form, step_form=step_form, refused=refused, status=refusal.status
        )

    def say_done(self, request, step, taking, words_form):
        if step.name == "save" and taking.made is None:
            messages.info(request, _("Nothing was changed, so there is no new revision."))
        elif step.name == "save":
            messages.success(request, _("Saved as revision %(number)s.") % {"number": taking.made.number})
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": step.label})
        if words_form is not None and hasattr(words_form.fields.get("body"), "dropped"):
            for sentence in words_form.fields["body"].dropped:
                messages.warning(request, sentence)

    def after(self, request, edition):
        if edition.stage == Stage.DISCARDED:
            return reverse("admin:articles_article_change", args=[edition.article_id])
        # the fragment tells the page's script that the server has what was typed
        return reverse("admin:articles_edition_change", args=[edition.pk]) + "#saved"

    # people

    def may_assign(self, user, edition) -> bool:
        return Stage(edition.stage) in workflow.OPEN and edition.may_assign(user)

    def people_view(self, request, pk):
        edition = self.found(request, pk)
        if not self.may_assign(request.user, edition):
            raise PermissionDenied
        if removed := self.number(request, "remove"):
            part = get_object_or_404(Part, pk=removed, edition=edition, cycle=edition.cycle)
            if edition.unassign(part, by=request.user):
                messages.success(request, _("%(name)s has no part here any more.") % {"name": part.user})
            else:
                messages.error(request, _("%(name)s has acted in this part already: it stays.") % {"name": part.user})
            return HttpResponseRedirect(self.after(request, edition))
        form = PartForm(edition, request.POST)
        if not form.is_valid():
            return self.page(request, edition, part_form=form, status=400)
        part = edition.assign(form.cleaned_data["user"], form.cleaned_data["role"], by=request.user)
        messages.success(request, _("%(part)s: assigned.") % {"part": part})
        return HttpResponseRedirect(self.after(request, edition))

    def link_view(self, request, pk):
        return linking.link_view(self, request, pk)

    def confirm_view(self, request, pk):
        """A translator's word that the translation is still accurate."""
        edition = self.found(request, pk)
        came, revision = RevisionOnScreen.of(request)
        if not came:
            return HttpResponseBadRequest(
                _("The form did not say which words it speaks of. Go back and open the page again.")
            )
        try:
            edition.confirm(by=request.user, revision=revision, source_revision=self.number(request, "source_revision"))
        except Refused as refusal:
            return self.refuse(request, edition, refusal, revision=revision, words_form=None, step_form=None)
        messages.success(request, _("Confirmed: the translation is still accurate."))
        return HttpResponseRedirect(self.after(request, edition))

    # history

    def history_page(self, request, pk):
        edition = self.found(request, pk)
        context = {
            "edition": edition,
            "rows": history.rows(edition),
            "title": edition.title,
            "revisions": edition.revisions.order_by("pk"),
        }
        return self.respond(request, "history", edition, context)

    def compare_page(self, request, pk):
        edition = self.found(request, pk)
        asked = [unquote(request.GET.get(name, "")) for name in ("old", "new")]
        numbers = [int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0 for value in asked]
        old, new = (get_object_or_404(Revision, edition=edition, pk=number) for number in numbers)
        context = {
            "edition": edition,
            "old": old,
            "new": new,
            "difference": history.difference(old, new),
            "title": edition.title,
        }
        return self.respond(request, "compare", edition, context)

    def preview_page(self, request, pk, revision):
        edition = self.found(request, pk)
        return preview.render_revision(request, get_object_or_404(Revision, pk=revision, edition=edition))
