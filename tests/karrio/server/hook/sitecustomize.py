"""Sends what Karrio says to carriers to the simulated ones: no byte of a test run leaves the machine.

Python imports this module by its name at start. Karrio speaks to carriers through urllib alone, so
one handler ahead of urllib's own is enough: https://onlinetools.ups.com/x becomes
$KARRIO_UPSTREAM/onlinetools.ups.com/x.
"""

import os
import urllib.request

UPSTREAM = os.environ.get("KARRIO_UPSTREAM")


class ToUpstream(urllib.request.BaseHandler):
    handler_order = 1

    def redirect(self, request):
        if not request.full_url.startswith(UPSTREAM):
            request.full_url = f"{UPSTREAM}/{request.full_url.partition('://')[2]}"
        return request

    http_request = https_request = redirect


if UPSTREAM:
    urllib.request.install_opener(
        urllib.request.build_opener(urllib.request.ProxyHandler({}), ToUpstream)
    )
