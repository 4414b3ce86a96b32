"""Neither a customer's number, nor a caller's, nor a key stands in a log of ours."""

from __future__ import annotations

import logging

import pytest

from hub.web.log_without_queries import WithoutQueries, without_secrets


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("403 GET /customer.ipynb?phone=%2B49928255510 (::1) 1.0ms", "403 GET /customer.ipynb?... (::1) 1.0ms"),
        ("referer 'https://h/customer.ipynb?phone=+49928255510'", "referer 'https://h/customer.ipynb?...'"),
        ("200 GET /calendar/s3cr3t-Key_1/cases.ics", "200 GET /calendar/.../cases.ics"),
        ("302 GET /hub/login", "302 GET /hub/login"),
        (
            "Setting new xsrf cookie for b'086e22ae:5fcaf85f' {'path': '/hub/'}",
            "Setting new xsrf cookie for ... {'path': '/hub/'}",
        ),
    ],
)
def test_a_line_keeps_its_address_and_loses_what_it_asks_for(line: str, kept: str) -> None:
    assert without_secrets(line) == kept


def test_a_number_among_the_arguments_of_a_line_is_cut_off_too() -> None:
    record = logging.LogRecord("tornado.access", logging.WARNING, "", 0, "%d %s", (403, "/x?phone=09282"), None)
    assert WithoutQueries().filter(record)
    assert record.getMessage() == "403 /x?..."
