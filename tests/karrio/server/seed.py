"""Gives a fresh Karrio server what the tests ship with: a courier with a rate sheet, and accounts at the
simulated carriers."""

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


def post(base, token, path, body):
    request = urllib.request.Request(
        base + path,
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Token {token}", "Content-Type": "application/json"},
    )
    with OPENER.open(request, timeout=120) as answer:
        return json.load(answer)


# What the simulators' one client is called, by Karrio's name of the connector.
ACCOUNTS = {
    "ups": {"client_id": "client_id", "client_secret": "client_secret", "account_number": "A1B2C3"},
    "fedex": {
        "api_key": "client_id",
        "secret_key": "client_secret",
        "track_api_key": "track_client_id",
        "track_secret_key": "track_client_secret",
        "account_number": "510087020",
    },
    "usps": {
        "client_id": "client_id",
        "client_secret": "client_secret",
        "account_type": "EPS",
        "account_number": "1000012345",
        "manifest_MID": "900000017",
        "MID": "900000017",
        "CRID": "12345678",
    },
    "mydhl": {"username": "api_key", "password": "api_secret", "account_number": "123456789"},
    "dhl_parcel_de": {
        "username": "username",
        "password": "password",
        "client_id": "api_key",
        "client_secret": "api_secret",
    },
    # Tracking, which Parcel Germany shares with DHL's other divisions.
    "dhl_universal": {"consumer_key": "api_key", "consumer_secret": "api_secret"},
}
ACCOUNTS["usps_international"] = ACCOUNTS["usps"]

# Which connections each user has beside the owner's.
CONNECTIONS = {
    "fedex": ["fedex"],
    "usps": ["usps"],
    "usps_international": ["usps_international"],
    "dhl_express": ["mydhl"],
    "dhl_parcel_de": ["dhl_parcel_de", "dhl_universal"],
    "stranger": ["ups", "fedex", "usps", "usps_international", "mydhl"],
}


def connect(base, token, user):
    """Makes a user's connections; a stranger's have secrets that no carrier knows."""
    for connector in CONNECTIONS[user]:
        credentials = dict(ACCOUNTS[connector])
        if user == "stranger":
            for name in ["client_secret", "secret_key", "track_secret_key", "password"]:
                if name in credentials:
                    credentials[name] = "of-somebody-else"
        post(
            base,
            token,
            "/v1/connections",
            {
                "carrier_name": connector,
                "carrier_id": connector.replace("_", "-"),
                "credentials": credentials,
                "config": {},
            },
        )


def seed(base, token):
    """Makes the owner's connections and the rate sheet on the server at `base`."""

    courier = post(
        base,
        token,
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
        base,
        token,
        "/v1/connections",
        {
            "carrier_name": "ups",
            "carrier_id": "ups-main",
            "credentials": ACCOUNTS["ups"],
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
        base,
        token,
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
