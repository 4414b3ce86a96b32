import pytest

from clientinfo_kernel.access.email_address import is_email_address


@pytest.mark.parametrize("text", ["anna@nordhof.example", "a@b", "x" * 64 + "@nordhof.example"])
def test_an_address_has_something_at_both_sides_of_one_at_sign(text: str) -> None:
    assert is_email_address(text)


@pytest.mark.parametrize(
    "text", ["", "keine", "@nordhof.example", "anna@", "a@b@c", "an na@nordhof.example", "x" * 65 + "@nordhof.example"]
)
def test_anything_else_is_not_an_address(text: str) -> None:
    assert not is_email_address(text)
