"""Tables of who a customer is, how they are reached and where they live."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.query.table import ORIGIN, amounts, dates, flags, integers, of_customers, texts, words

# ``name_place`` and ``phone_place``: where the whole name (``collation.places``) and the number stand among those of all
# customers, so that lists of a million are in order without comparing texts.
CUSTOMERS = of_customers(
    "customers",
    "customer",
    "customers",
    ORIGIN,
    texts("customer_number"),
    words("kind", "salutation", "title", "first_name"),
    texts("name", "name_2", "street"),
    words("postal_code", "town", "country"),
    texts("vat_id"),
    dates("birthday"),
    words("customer_group", "classification", "credit_rating"),
    amounts("credit_limit"),
    words("payment_terms", "remark", "salesperson", "branch"),
    dates("created_on"),
    texts("phone", "email", "web"),
    integers("name_place", "phone_place"),
)
DEBTOR_ACCOUNTS = of_customers(
    "debtor_accounts",
    "debtor account of the ledger that leads to a customer",
    "customers",
    texts("account"),
    words("reason"),
    texts("vat_id"),
)
# Records of other systems that are the same customer (``certain``) or might be (``certain`` false), and why.
IDENTITY_LINKS = of_customers(
    "identity_links", "customer and other record", "customers",
    texts("customer_number", "name"), words("town", "reason"), {"score": pl.Float64}, flags("certain"),
)  # fmt: skip
CONTACT_PERSONS = of_customers(
    "contact_persons",
    "contact person of a customer",
    "customers",
    ORIGIN,
    texts("person_number"),
    words("salutation", "first_name", "last_name", "role"),
    texts("phone", "mobile", "email"),
    words("note"),
    flags("is_main"),
)
COMMUNICATION = of_customers(
    "communication", "phone number, e-mail or web address of a customer", "customers",
    ORIGIN, words("kind"), texts("address"), words("note"), flags("is_preferred"),
)  # fmt: skip
# ``latitude`` and ``longitude`` null: no directory knows the address. ``apart_km``: so far lies the postal code from the
# town of the address, where they contradict each other.
PLACES = of_customers(
    "places", "customer", "customers",
    texts("street"), words("postal_code", "town", "country"),
    {"latitude": pl.Float64, "longitude": pl.Float64}, words("accuracy"), {"apart_km": pl.Float64},
)  # fmt: skip
