"""Makes the database that every test run starts from.

    prepare.py WORK

Tables, users with a test key each, one of them with a live key too; then, through the server's own
interface, what the tests ship with. Leaves WORK/db.sqlite3.
"""

import os
import subprocess
import sys
from pathlib import Path

import seed
from environment import LIVE_TOKEN, TEST_TOKEN, USERS, environment

HERE = Path(__file__).parent
work = Path(sys.argv[1])

if sys.argv[2:] == ["tables"]:
    import django

    django.setup()

    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from karrio.server.user.models import Token

    # A database that is thrown away need not survive a power cut.
    connection.cursor().execute("PRAGMA synchronous=OFF")
    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_superuser("owner@example.com", "on-loopback-only-1")
    Token.objects.create(user=user, test_mode=True, label="test", key=TEST_TOKEN)
    Token.objects.create(user=user, test_mode=False, label="live", key=LIVE_TOKEN)
    for name, key in USERS.items():
        user = get_user_model().objects.create_user(f"{name}@example.com", "on-loopback-only-1")
        Token.objects.create(user=user, test_mode=True, label="test", key=key)
    sys.exit()

settings = {"DJANGO_SETTINGS_MODULE": "karrio.server.settings"}
subprocess.run(
    [sys.executable, __file__, work, "tables"],
    cwd=work,
    env=environment(work) | settings | {"PYTHONPATH": os.pathsep.join([str(HERE / "hook"), str(HERE)])},
    check=True,
)
server = subprocess.Popen(
    [sys.executable, HERE / "serve.py", work],
    stdin=subprocess.PIPE,
    stdout=subprocess.PIPE,
    text=True,
)
try:
    port = int(server.stdout.readline())
    base = f"http://127.0.0.1:{port}"
    seed.seed(base, TEST_TOKEN)
    for name, key in USERS.items():
        seed.connect(base, key, name)
finally:
    server.stdin.close()
    server.wait()
