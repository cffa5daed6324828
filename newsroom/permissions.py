"""What each role may open on the desk: Django's model permissions, given to the role groups after every migration.

These open pages. Steps of the workflow ask who you are (articles/workflow.py), not for a permission.
"""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from newsroom.accounts.roles import Role

READ = ("view",)
KEEP = ("add", "change", "view")
ALL = ("add", "change", "delete", "view")

DESK = {f"articles.{model}": READ for model in ("article", "edition", "photo", "attachment", "topic")}
STEPS = DESK | {"articles.edition": ("change", "view")}
WRITING = STEPS | {"articles.article": KEEP, "articles.photo": KEEP, "articles.attachment": KEEP}
# language-neutral fields of an article that readers see are a final reviewer's
FINAL = STEPS | {"articles.article": ("change", "view")}

RECORDS = [
    *(
        f"partners.{model}"
        for model in (
            "organisation", "organisationname", "organisationrelation", "externalid", "person", "personname", "appointment",
            "agreement", "agreementrelation", "furtherkind", "party", "signatory", "agreementdocument", "milestone",
            "outcome", "place",
        )
    ),
    *(
        f"events.{model}"
        for model in ("event", "eventseries", "session", "involvement", "participation", "figure", "signing")
    ),
]  # fmt: skip
# where the facts of the record come from
SOURCES = ("articles.source", "articles.citation")
READ_RECORDS = dict.fromkeys([*RECORDS, *SOURCES], READ)

GRANTS = {
    Role.WRITER: WRITING,
    Role.TRANSLATOR: WRITING,
    Role.INITIAL_REVIEWER: STEPS,
    Role.SECOND_REVIEWER: STEPS,
    Role.FINAL_REVIEWER: FINAL,
    Role.RECORDS_OFFICER: dict.fromkeys([*RECORDS, *SOURCES], ALL),
    Role.DUTY_OFFICER: STEPS,
    Role.MANAGER: WRITING
    | READ_RECORDS
    | {
        "articles.photo": ALL,
        "articles.attachment": ALL,
        "articles.topic": ALL,
        "articles.redactionorder": KEEP,
        "articles.publishingfreeze": ALL,
        "site.redirect": ALL,
        "site.navigationitem": ALL,
        "site.sitesettings": KEEP,
        "accounts.user": ("change", "view"),
        "accounts.logentry": READ,
    },
    Role.AUDITOR: DESK
    | READ_RECORDS
    | {
        "articles.redactionorder": READ,
        "articles.publishingfreeze": READ,
        "accounts.user": READ,
        "accounts.logentry": READ,
        "site.redirect": READ,
        "site.navigationitem": READ,
        "site.sitesettings": READ,
    },
}


def grant(using, **kwargs):
    """Give each role group what GRANTS says, and take away the rest. Runs once the last app has been migrated."""
    # Django makes an app's permissions in a handler of its own, which may come after this one
    for label in sorted({model.partition(".")[0] for grants in GRANTS.values() for model in grants}):
        create_permissions(apps.get_app_config(label), using=using, verbosity=0)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for role, grants in GRANTS.items():
        group, _is_new = Group.objects.using(using).get_or_create(name=role.value)
        names = [
            f"{app}.{act}_{name}" for model, acts in grants.items() for app, name in [model.split(".")] for act in acts
        ]
        group.permissions.set([known[name] for name in names if name in known])
