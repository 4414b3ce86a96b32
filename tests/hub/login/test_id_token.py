"""ID tokens, true and false: of a provider that lies, for somebody else, too old, or signed by nobody."""

from __future__ import annotations

import base64
import json
import time
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from hub.login.id_token import IdTokens, nonce_of
from hub.login.login_problem import LoginProblem
from tests.coroutines import in_a_loop

if TYPE_CHECKING:
    from collections.abc import Callable

ISSUER, CLIENT, NONCE = "https://login.autohaus.test", "clientinfo", nonce_of("verifier")


# Keys take half a second of the processor: only those who use them make them, and not each worker that collects.
@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def curve_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, key_id: str) -> dict[str, Any]:
    algorithm = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return json.loads(algorithm.to_jwk(key.public_key())) | {"kid": key_id, "use": "sig"}


class Keys:
    """The provider's keys; counts how often they are asked for."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.answer: Any = {"keys": [*keys]}
        self.asked = 0

    async def __call__(self) -> Any:
        self.asked += 1
        return self.answer


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    told = {"iss": ISSUER, "sub": "id-karl", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": NONCE} | changes
    return {name: value for name, value in told.items() if value is not None}


def signed(told: dict[str, Any], key: Any = None, algorithm: str = "RS256", key_id: str | None = "one") -> str:
    return jwt.encode(told, key or rsa_key(), algorithm, headers={"kid": key_id} if key_id else {})


def verified(token: str, keys: Keys | None = None, nonce: str = NONCE) -> dict[str, Any]:
    judge = IdTokens(ISSUER, CLIENT, keys or Keys(public(rsa_key(), "one"), public(curve_key(), "curve")))
    return in_a_loop(judge.verified(token, nonce))


@pytest.mark.parametrize(
    ("key", "algorithm", "key_id"),
    [
        (rsa_key, "RS256", "one"),
        (rsa_key, "PS512", "one"),
        (rsa_key, "RS256", None),
        (curve_key, "ES256", "curve"),
    ],
)
def test_a_true_token_tells_who_it_is(key: Callable[[], Any], algorithm: str, key_id: str | None) -> None:
    assert verified(signed(claims(), key(), algorithm, key_id))["sub"] == "id-karl"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.test"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"sub": None},
        {"exp": 1},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": 4_102_444_800},  # 2100
        {"iat": None},
        {"nonce": None},
        {"nonce": nonce_of("another verifier")},
        {"nonce": 7},
    ],
)
def test_a_token_for_another_purpose_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(LoginProblem) as refused:
        verified(signed(claims(**changes)))
    assert refused.value.status_code == 403


def unsigned(told: dict[str, Any]) -> str:
    parts = [{"alg": "none", "kid": "one"}, told]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def shared_secret(told: dict[str, Any]) -> str:
    """Signed with the public key as if it were a shared secret, which everybody could do."""
    text = rsa_key().public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    return signed(told, base64.b64encode(text), "HS256")


@pytest.mark.parametrize(
    "token",
    [
        lambda: signed(claims(), other_key()),
        lambda: signed(claims(), other_key(), key_id=None),
        lambda: signed(claims(), other_key(), key_id="unknown"),
        lambda: unsigned(claims()),
        lambda: shared_secret(claims()),
        lambda: signed(claims())[:-8] + "AAAAAAAA",
        *(partial(str, text) for text in ("", "x", "a.b.c", "ü.ü.ü")),
    ],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(token: Callable[[], str]) -> None:
    with pytest.raises(LoginProblem) as refused:
        verified(token())
    assert refused.value.status_code == 403


def test_new_keys_are_fetched_but_not_for_every_made_up_token() -> None:
    keys = Keys(public(rsa_key(), "one"))
    judge = IdTokens(ISSUER, CLIENT, keys)

    async def several() -> None:
        await judge.verified(signed(claims()), NONCE)
        for _ in range(5):
            with pytest.raises(LoginProblem):
                await judge.verified(signed(claims(), other_key(), key_id="new"), NONCE)

    in_a_loop(several())
    assert keys.asked == 1
    # Time goes by.
    judge._fetched_at -= 3600
    keys.answer = {"keys": [public(other_key(), "new")]}
    in_a_loop(judge.verified(signed(claims(), other_key(), key_id="new"), NONCE))
    assert keys.asked == 2


@pytest.mark.parametrize("answer", [{}, {"keys": []}, {"keys": "x"}, {"keys": [{"kty": "?"}]}, {"keys": [7]}, []])
def test_keys_that_cannot_be_read_are_the_providers_trouble(answer: Any) -> None:
    keys = Keys()
    keys.answer = answer
    with pytest.raises(LoginProblem) as refused:
        verified(signed(claims()), keys)
    assert refused.value.status_code == 503
