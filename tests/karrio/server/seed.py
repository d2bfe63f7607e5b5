"""Gives a fresh Karrio server what the tests ship with: a courier with a rate sheet, and UPS."""

import json
import urllib.request

# A server on loopback is reached through no proxy.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def service(code, name, **limits):
    return {
        "service_name": name,
        "service_code": code,
        "carrier_service_code": code.upper(),
        "currency": "USD",
        "weight_unit": "KG",
        "dimension_unit": "CM",
        "active": True,
        **limits,
    }


def seed(base, token):
    """Makes the connections and the rate sheet on the server at `base`."""

    def post(path, body):
        request = urllib.request.Request(
            base + path,
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Token {token}", "Content-Type": "application/json"},
        )
        with OPENER.open(request, timeout=120) as answer:
            return json.load(answer)

    courier = post(
        "/v1/connections",
        {
            "carrier_name": "generic",
            "carrier_id": "valley-courier",
            "credentials": {
                "display_name": "Valley Courier",
                "custom_carrier_name": "valley_courier",
                "account_country_code": "US",
            },
            "config": {},
        },
    )
    post(
        "/v1/connections",
        {
            "carrier_name": "ups",
            "carrier_id": "ups-main",
            "credentials": {
                "client_id": "fake-client",
                "client_secret": "fake-secret",
                "account_number": "F4K3AC",
            },
            "config": {},
        },
    )

    # One service by weight steps, one with a surcharge, one in another currency.
    sheet = {
        "name": "Valley Courier",
        "carrier_name": "generic",
        "carriers": [courier["id"]],
        "origin_countries": ["US"],
        "zones": [{"id": "home", "label": "Home", "country_codes": ["US"]}],
        "surcharges": [
            {"id": "fuel", "name": "Fuel", "amount": 10, "surcharge_type": "percentage"}
        ],
        "services": [
            service(
                "valley_ground", "Valley Ground", transit_days=4, max_weight=25,
                domicile=True, zone_ids=["home"],
            ),
            service(
                "valley_express", "Valley Express", transit_days=1, max_weight=25,
                domicile=True, zone_ids=["home"], surcharge_ids=["fuel"],
            ),
            service(
                "valley_euro", "Valley Euro", transit_days=6, max_weight=25,
                domicile=True, zone_ids=["home"],
            )
            | {"currency": "EUR"},
        ],
        "service_rates": [
            {"service_id": "temp-0", "zone_id": "home", "rate": 7.4, "min_weight": 0, "max_weight": 5},
            {"service_id": "temp-0", "zone_id": "home", "rate": 13.15, "min_weight": 5, "max_weight": 25.01},
            {"service_id": "temp-1", "zone_id": "home", "rate": 21.5},
            {"service_id": "temp-2", "zone_id": "home", "rate": 9.9},
        ],
    }
    answer = post(
        "/graphql",
        {
            "query": "mutation Make($input: CreateRateSheetMutationInput!) {"
            " create_rate_sheet(input: $input) { rate_sheet { id } errors { field messages } } }",
            "variables": {"input": sheet},
        },
    )
    made = (answer.get("data") or {}).get("create_rate_sheet") or {}
    if not made.get("rate_sheet"):
        raise RuntimeError(f"the rate sheet was not made: {answer}")
