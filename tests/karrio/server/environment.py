"""What a Karrio server of the tests is told: SQLite in a folder, no worker process, nobody to phone."""

import os
from pathlib import Path

HERE = Path(__file__).parent

TEST_TOKEN = "key_test0000000000000000000000000000"
LIVE_TOKEN = "key_live0000000000000000000000000000"

# One user for each carrier's account, so that a question about one carrier goes to no other; and one
# whose accounts no carrier knows.
USERS = {
    name: f"key_{name.replace('_', ''):0<28}"
    for name in ["fedex", "usps", "usps_international", "dhl_express", "dhl_parcel_de", "stranger"]
}


def environment(work, upstream="", rate="100000/minute"):
    """For a server whose files are in the folder `work` and whose carriers are all at `upstream`."""
    return {
        **os.environ,
        "PYTHONPATH": str(HERE / "hook"),
        "KARRIO_UPSTREAM": upstream,
        "SECRET_KEY": "on-loopback-only-0123456789-0123456789-0123456789",
        "DEBUG_MODE": "False",
        "USE_HTTPS": "False",
        "ALLOWED_HOSTS": "*",
        "DATABASE_NAME": "db.sqlite3",
        # SQLite refuses a transaction that begins by reading and then wants to write while another
        # writes; one that takes its turn at the start waits instead.
        "DATABASE_URL": f"sqlite:///{work}/db.sqlite3?transaction_mode=IMMEDIATE&timeout=60",
        "WORK_DIR": str(work),
        "LOG_DIR": str(work),
        "WORKER_DB_DIR": str(work),
        "STATIC_ROOT_DIR": str(Path(work) / "static"),
        "WORKER_IMMEDIATE_MODE": "True",
        "ENABLE_ALL_PLUGINS_BY_DEFAULT": "True",
        "ADMIN_DASHBOARD": "False",
        "OTEL_ENABLED": "false",
        "LOG_LEVEL": "ERROR",
        "CARRIER_REQUEST_RATE_LIMIT": rate,
        "USER_RATE_LIMIT": rate,
        "ANON_RATE_LIMIT": "100000/minute",
    }
