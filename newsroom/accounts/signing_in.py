"""Signing in, with patience that ends: after some wrong passwords one name waits at one address."""

import hashlib

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TRIES = 6
MINUTES = 15


class SignInForm(AdminAuthenticationForm):
    """Counts failures by name and address, so that nobody can lock a colleague out from elsewhere."""

    def clean(self):
        key = self._key()
        if cache.get(key, 0) >= TRIES:
            raise ValidationError(
                _("Too many attempts with this name. Please wait %(minutes)s minutes and try again."),
                code="throttled",
                params={"minutes": MINUTES},
            )
        try:
            data = super().clean()
        except ValidationError:
            cache.add(key, 0, MINUTES * 60)
            cache.incr(key)
            raise
        cache.delete(key)
        return data

    def _key(self) -> str:
        name = str(self.cleaned_data.get("username", "")).casefold()
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        return "signing-in:" + hashlib.sha256(f"{name}\n{address}".encode()).hexdigest()
