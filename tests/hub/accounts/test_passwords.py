import subprocess
import sys
import unicodedata

import pytest

from hub.accounts.passwords import hashed, matches, objection, one_time_password


@pytest.mark.slow
def test_a_guess_costs_what_bcrypt_asks():
    # in a process of its own: those of the tests make cheap ones
    program = "from hub.accounts.passwords import hashed; print(hashed('ein Kennwort').decode())"
    made = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert made.startswith("sha256-bcrypt$$2b$12$")  # 2^12 rounds


def test_a_long_passphrase_counts_to_its_last_character():
    long = "Der Hof liegt an der Saale und ist " * 20
    stored = hashed(long)
    assert matches(long, stored)
    assert not matches(long[:-1], stored)
    assert not matches(long[:72], stored)


def test_the_same_letter_from_any_keyboard_is_the_same():
    stored = hashed(unicodedata.normalize("NFD", "Grüße aus Höchstädt"))
    assert matches(unicodedata.normalize("NFC", "Grüße aus Höchstädt"), stored)


@pytest.mark.parametrize(
    "stored", [None, b"", b"$2b$12$abcdefghijklmnopqrstuuDnK2Zyr2Bq8eFW7JcT2ZHH0Kc7G1Xe", b"sha256"]
)
def test_what_is_not_our_hash_matches_nothing(stored):
    assert not matches("irgendein Kennwort", stored)


@pytest.mark.parametrize("password", ["\x00" * 12, "\ud800 halb ein Zeichen", "x" * 100_000])
def test_odd_input_is_a_wrong_password_and_no_error(password):
    assert not matches(password, hashed("ein anderes Kennwort"))


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("kurz", "mindestens 10"),
        ("x7$kPq!29", "mindestens 10"),
        ("x" * 2000, "höchstens"),
        ("petra.koenig", "Benutzername"),
        ("Petra.Koenig1", "Benutzername"),
        ("1q2w3e4r5t", "zu leicht"),
        ("Qwertyuiop", "zu leicht"),
        ("abababababab", "zu leicht"),
    ],
)
def test_a_weak_password_is_refused_with_a_reason(password, says):
    refused = objection(password, "petra.koenig")
    assert refused is not None
    assert says in refused.for_person


@pytest.mark.parametrize(
    "password", ["vier Worte und mehr", "x7$kPq!29zLm", "Ä" * 5 + "öüß!?", "a" * 3 + " lange Strecke " * 60]
)
def test_a_good_password_is_taken(password):
    assert objection(password, "petra.koenig") is None


def test_start_passwords_differ_and_pass_the_rules():
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(objection(password, "petra") is None for password in made)
