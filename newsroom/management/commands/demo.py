import socket
from argparse import BooleanOptionalAction

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils.translation import gettext as _
from tqdm import tqdm

from articles.addresses import address_of
from articles.models import Publication
from newsroom.accounts.models import User
from newsroom.demo import loader

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Set up a demo: migrate, load the demo content into an empty database, serve on this machine."
    requires_system_checks = []  # the server makes them, when there is a database to check

    def add_arguments(self, parser):
        parser.add_argument(
            "--serve", action=BooleanOptionalAction, default=True, help="serve when everything is loaded"
        )
        parser.add_argument("--port", type=int, default=8000, help="port to serve on (8000)")

    def handle(self, *, serve, port, verbosity, **options):
        if serve:
            self.check_port(port)
        call_command("migrate", verbosity=0)
        try:
            loader.check_welcome()
        except loader.NotADemo as refusal:
            raise CommandError(str(refusal)) from refusal
        if missing := loader.missing():
            for load in tqdm(missing.values(), desc=_("Demo content"), disable=verbosity == 0):
                load()
        if verbosity:
            self.tell(f"http://{HOST}:{port}")
        if serve:
            call_command("runserver", f"{HOST}:{port}", use_reloader=False)

    def check_port(self, port):
        """Before anything else: a load that ends in "port in use" would be read as a failure."""
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind((HOST, port))
            except OSError as error:
                message = _("Port %(port)s is in use. Choose another, for instance: make demo PORT=%(other)s")
                raise CommandError(message % {"port": port, "other": port + 1}) from error

    def tell(self, origin):
        """The addresses and the accounts."""
        lines = ["", _("The public site:")]
        lines += [f"  {origin}/{code}/  {name}" for code, name in settings.LANGUAGES]
        shown = Publication.objects.shown().filter(
            edition__article__kind="news", edition__article__dated_on="2025-09-29"
        )
        lines += [f"  {origin}{address_of(publication)}" for publication in shown.order_by("edition__language")]
        lines += ["", _("The desk: %(address)s") % {"address": f"{origin}/admin/"}]
        lines += ["", _("Accounts (the password of each is “%(password)s”):") % {"password": loader.PASSWORD}]
        users = User.objects.prefetch_related("groups").in_bulk(loader.ACCOUNTS, field_name="username")
        for username in loader.ACCOUNTS:
            roles = ", ".join(group.name for group in users[username].groups.all())
            lines.append(f"  {username:<12}{users[username].printed_name_en:<20}{roles}")
        self.stdout.write("\n".join(lines))
