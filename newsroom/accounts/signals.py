"""What must happen through every door: roles exist after a migration, and each grant of a role is logged."""

from django.contrib.auth.models import Group

from newsroom.accounts import log
from newsroom.accounts.models import LogHead, User
from newsroom.accounts.roles import Role


def make_roles(using, **kwargs):
    """One group a role, and the head that the log's chain starts from."""
    LogHead.objects.using(using).get_or_create(pk=1, defaults={"hash": ""})
    for role in Role:
        Group.objects.using(using).get_or_create(name=role.value)


def log_role_change(sender, instance, action, reverse, pk_set, **kwargs):
    """Any change of who is in which group, from the admin, a shell or an import."""
    if sender is not User.groups.through or action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if action == "pre_clear":
        pk_set = set((instance.user_set if reverse else instance.groups).values_list("pk", flat=True))
    if not pk_set:
        return
    verb = "role_given" if action == "post_add" else "role_taken"
    users = User.objects.filter(pk__in=pk_set) if reverse else [instance]
    roles = [instance.name] if reverse else sorted(Group.objects.filter(pk__in=pk_set).values_list("name", flat=True))
    for user in users:
        log.record(verb, by=None, target=user, roles=roles)
