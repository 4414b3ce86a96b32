"""The ID token: the provider's signed word about who logged in, for us and for this very login."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Any

import jwt

from hub.login.login_problem import unreachable, untrusted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# Signatures with a public key only: "none" and those with a shared secret prove nothing here.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
_CLOCKS_DIFFER = 60
_NEW_KEYS_AFTER = 5.0


def nonce_of(code_verifier: str) -> str:
    """Return what ties an ID token to one login in one browser: only that browser's signed cookie has the verifier."""
    return hashlib.sha256(f"nonce {code_verifier}".encode()).hexdigest()


class IdTokens:
    """Verifies ID tokens of one provider for one client."""

    def __init__(self, issuer: str, client_id: str, fetch_keys: Callable[[], Awaitable[Any]]) -> None:
        """Keep whom to believe.

        Args:
            issuer: The provider's name in its tokens.
            client_id: Our name there.
            fetch_keys: Gets the provider's JSON Web Key Set.
        """
        self._issuer, self._client_id, self._fetch_keys = issuer, client_id, fetch_keys
        self._keys: list[jwt.PyJWK] = []
        self._fetched_at = -_NEW_KEYS_AFTER

    async def verified(self, token: str, nonce: str) -> dict[str, Any]:
        """Return the token's claims.

        Raises:
            LoginProblem: It is not the provider's, not for us, too old, or of another login.
        """
        try:
            claims = await self._signed(token)
        except jwt.PyJWTError as error:
            raise untrusted(f"the ID token cannot be believed: {type(error).__name__}: {error}") from error
        if not isinstance(claims.get("nonce"), str) or not hmac.compare_digest(
            claims["nonce"].encode(), nonce.encode()
        ):
            raise untrusted("the ID token is of another login (nonce)")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self._client_id) != self._client_id:
            raise untrusted("the ID token is for another client (azp)")
        return claims

    async def _signed(self, token: str) -> dict[str, Any]:
        """Return the claims; the provider's keys are asked for again when none fits, but not for every made-up token."""
        try:
            return self._decode(token)
        except jwt.InvalidSignatureError:
            if time.monotonic() - self._fetched_at < _NEW_KEYS_AFTER:
                raise
        self._fetched_at = time.monotonic()
        try:
            self._keys = jwt.PyJWKSet.from_dict(await self._fetch_keys()).keys
        except (jwt.PyJWTError, TypeError, AttributeError, ValueError) as error:
            raise unreachable(f"the provider's keys cannot be read: {error}") from error
        return self._decode(token)

    def _decode(self, token: str) -> dict[str, Any]:
        key_id = jwt.get_unverified_header(token).get("kid")
        for key in self._keys:
            if None not in (key_id, key.key_id) and key_id != key.key_id:
                continue
            try:
                return jwt.decode(
                    token,
                    key.key,
                    algorithms=_ALGORITHMS,
                    audience=self._client_id,
                    issuer=self._issuer,
                    leeway=_CLOCKS_DIFFER,
                    options={"require": _REQUIRED},
                )
            except (jwt.InvalidSignatureError, jwt.InvalidKeyError, TypeError):
                continue  # not with this key
        raise jwt.InvalidSignatureError("no key of the provider fits")
