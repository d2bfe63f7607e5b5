"""Runs one Karrio server until whoever started it goes away.

    serve.py WORK [--upstream URL] [--rate N/minute] [--throw-away]

Prints the port, which is open from then on: a request that comes too early waits in the queue
instead of being refused. Ends when its standard input ends, however its starter ended; with --throw-away, WORK goes with it.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from environment import environment

asked = argparse.ArgumentParser()
asked.add_argument("work", type=Path)
asked.add_argument("--upstream", default="")
asked.add_argument("--rate", default="100000/minute")
asked.add_argument("--throw-away", action="store_true")
asked = asked.parse_args()

listener = socket.create_server(("127.0.0.1", 0))
with open(asked.work / "server.log", "ab") as log:
    server = subprocess.Popen(
        [
            Path(sys.executable).with_name("gunicorn"),
            f"--bind=fd://{listener.fileno()}",
            "--workers=1",
            "--timeout=600",
            "--graceful-timeout=1",
            "--worker-class=karrio.server.workers.UvicornWorker",
            "karrio.server.asgi",
        ],
        cwd=asked.work,
        env=environment(asked.work, asked.upstream, asked.rate),
        pass_fds=[listener.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
(asked.work / "pid").write_text(str(server.pid))
print(listener.getsockname()[1], flush=True)
# From here on the server alone holds the port, so that its death is noticed as a refusal.
listener.close()


def until_the_starter_ends():
    sys.stdin.buffer.read()
    # The worker too, which may be waiting for a carrier that never answers.
    os.killpg(server.pid, signal.SIGKILL if asked.throw_away else signal.SIGTERM)


threading.Thread(target=until_the_starter_ends, daemon=True).start()
status = server.wait()
if asked.throw_away:
    shutil.rmtree(asked.work, ignore_errors=True)
sys.exit(status)
