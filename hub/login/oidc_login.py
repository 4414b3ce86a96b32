"""Login at an OpenID Connect provider: Entra ID, Keycloak, Authentik, Google ...

oauthenticator's GenericOAuthenticator does the way there and back (state, PKCE); what it leaves out is added: the ID
token is verified and tied to the login (nonce), the provider's key for a person decides whose account it is, and what
goes wrong is said in words.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from oauthenticator.generic import GenericOAuthenticator
from tornado.httpclient import HTTPClientError
from traitlets import Unicode

from hub.accounts.lockout import AddressThrottle
from hub.login import claims
from hub.login.foreign_accounts import ForeignAccounts
from hub.login.id_token import IdTokens, nonce_of
from hub.login.login_problem import LoginProblem, expired, unreachable, untrusted, unusable
from hub.login.oidc_pages import CallbackPage, LeavingPage, OidcLoginPage, OidcLogoutPage

_REFUSALS = range(400, 500)


class OidcAuthenticator(ForeignAccounts, GenericOAuthenticator):
    """Accounts of an OpenID Connect provider."""

    issuer = Unicode("", config=True, help="The provider's name in its tokens.")
    keys_url = Unicode("", config=True, help="The provider's public keys.")
    full_name_claim = Unicode("name", config=True, help="Claim with the name for people.")
    email_claim = Unicode("email", config=True, help="Claim with the e-mail address.")
    branch_claim = Unicode("", config=True, help="Claim with the branch; empty: none.")
    groups_claim = Unicode("groups", config=True, help="Claim with the groups.")

    login_handler = LeavingPage
    callback_handler = CallbackPage
    logout_handler = OidcLogoutPage

    @cached_property
    def throttle(self) -> AddressThrottle:
        """The brake per address: each attempt asks the provider."""
        return AddressThrottle()

    @cached_property
    def id_tokens(self) -> IdTokens:
        """The judge of ID tokens."""
        return IdTokens(self.issuer, self.client_id, lambda: self.httpfetch(self.keys_url, label="fetching the keys"))

    def get_handlers(self, app: Any) -> list[tuple[Any, ...]]:
        """Return the way there, back and out, and the page with the button."""
        return [(r"/login", OidcLoginPage), *super().get_handlers(app)]

    async def httpfetch(self, url: str, *arguments: Any, **options: Any) -> Any:
        """Ask the provider.

        Raises:
            LoginProblem: It refuses, does not answer, or answers with something other than JSON.
        """
        try:
            answer = await super().httpfetch(url, *arguments, **options)
        except HTTPClientError as error:
            raise _refusal(error) from error
        except (OSError, ValueError) as error:
            raise unreachable(f"the provider did not answer: {type(error).__name__}: {error}") from error
        if not isinstance(answer, dict):
            raise unreachable("the provider answered with something other than a JSON object")
        return answer

    async def get_token_info(self, handler: Any, params: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002  # as oauthenticator calls it
        """Turn the code into tokens, and the ID token into verified claims.

        Raises:
            LoginProblem: The code is no longer good, or the tokens cannot be believed.
        """
        form = {name: value for name, value in params.items() if value is not None}
        info: dict[str, Any] = await self.httpfetch(
            self.token_url,
            label="exchanging the code",
            method="POST",
            headers=self.build_token_info_request_headers(),
            body=urlencode(form),
        )
        if not all(isinstance(info.get(name), str) for name in ("access_token", "id_token")):
            raise unreachable("the provider gave no access token or no ID token")
        verified = await self.id_tokens.verified(info["id_token"], nonce_of(params["code_verifier"]))
        return {"token_type": "Bearer"} | info | {"verified_claims": verified}

    async def token_to_user(self, token_info: dict[str, Any]) -> dict[str, Any]:
        """Return the claims of the ID token, and name and address from the provider's userinfo where the token lacks them.

        What opens something (login name, groups, whether an address is verified) is believed of the signed token alone.

        Raises:
            LoginProblem: It is about somebody else.
        """
        verified: dict[str, Any] = token_info["verified_claims"]
        if not self.userdata_url:
            return verified
        more: dict[str, Any] = await super().token_to_user(token_info)
        if more.get("sub") != verified["sub"]:
            raise untrusted("the provider's userinfo is about somebody else than its ID token")
        opens = (self.username_claim, self.groups_claim, "email_verified", "_claim_names")
        return claims.believed(verified, more, shown=self._shown_claims().values(), opens=opens)

    def user_info_to_username(self, user_info: dict[str, Any]) -> str:
        """Return the name of the person's account.

        Raises:
            LoginProblem: There is no usable name, or it is another person's.
        """
        claimed = claims.login_name(claims.claim(user_info, self.username_claim))
        if claimed is None:
            raise unusable(f"the claim {self.username_claim} is missing or no login name", self.contact)
        if self.username_claim == "email" and not _is_true(user_info.get("email_verified")):
            raise unusable("the provider has not verified the e-mail address that is the login name", self.contact)
        is_there = self.account(claimed) is not None
        return self.name_of(self.issuer, user_info["sub"], claimed, is_there=is_there)

    def identity(self, auth_model: dict[str, Any]) -> tuple[str, str]:
        """Return the provider and its key for the person."""
        return self.issuer, auth_model["auth_state"][self.user_auth_state_key]["sub"]

    async def update_auth_model(self, auth_model: dict[str, Any]) -> dict[str, Any]:
        """Add name, address and roles; the tokens are not kept."""
        found = auth_model["auth_state"][self.user_auth_state_key]
        if self.groups_claim in (found.get("_claim_names") or ()):
            self.log.error(
                "The provider names too many groups of %s to send them: no role. Let it send only those of clientinfo.",
                auth_model["name"],
            )
        groups = claims.groups(claims.claim(found, self.groups_claim))
        said = {key: claims.claim(found, way) for key, way in self._shown_claims().items()}
        shown = {key: claims.email(value) if key == "email" else claims.full_name(value) for key, value in said.items()}
        model = self.person(auth_model["name"], groups, **shown)
        return model | {"auth_state": {self.user_auth_state_key: found}, "admin": model.get("admin")}

    def _shown_claims(self) -> dict[str, str]:
        """Return the claims that open nothing, by what they say."""
        found = {"full_name": self.full_name_claim, "email": self.email_claim, "branch": self.branch_claim}
        return {key: claim for key, claim in found.items() if claim}

    async def get_user_groups(self, auth_state: dict[str, Any]) -> set[str]:
        """Return the roles of the mapping; oauthenticator asks for them again."""
        found = auth_state[self.user_auth_state_key]
        return set(self.mapping.rights(claims.groups(claims.claim(found, self.groups_claim))).roles)


def _is_true(claimed: object) -> bool:
    """Return whether a provider says yes; some write it as a text."""
    return claimed is True or claimed == "true"


def _refusal(error: HTTPClientError) -> LoginProblem:
    try:
        reason = json.loads(error.response.body)["error"] if error.response else None
    except (ValueError, KeyError, TypeError):
        reason = None
    if error.code in _REFUSALS and reason == "invalid_grant":
        return expired("the provider's code is no longer good")
    return unreachable(f"the provider refused: HTTP {error.code}")
