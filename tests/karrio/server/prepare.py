"""Makes the database of a fresh Karrio server: its tables, one user, a test token and a live token."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karrio.server.settings")

import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from karrio.server.user.models import Token  # noqa: E402

# A database that is thrown away need not survive a power cut.
connection.cursor().execute("PRAGMA synchronous=OFF")
call_command("migrate", verbosity=0)

test_token, live_token = sys.argv[1:]
user = get_user_model().objects.create_superuser("owner@example.com", "only-on-loopback-1")
Token.objects.create(user=user, test_mode=True, label="test", key=test_token)
Token.objects.create(user=user, test_mode=False, label="live", key=live_token)
