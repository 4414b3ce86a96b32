"""What a page's kernel finds in its environment: a closed list, and who it works for. No secret of the service."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from clientinfo_kernel.access.accounts import ANALYSTS_VARIABLE, TOKEN_VARIABLE, URL_VARIABLE
from clientinfo_kernel.access.rights import (
    ADMIN,
    BRANCH_VARIABLE,
    FULL_NAME_VARIABLE,
    ROLES_VARIABLE,
    SINCE_VARIABLE,
    USER_VARIABLE,
)
from clientinfo_kernel.settings import SETTINGS_VARIABLE, STATE_VARIABLE
from hub.forked_kernels.zygote_environment import THREADS
from hub.service.app_catalogue import ACCOUNTS
from widgets.assets import SCRIPTS_VARIABLE
from widgets.texts.language import LANGUAGE_VARIABLE, Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.service.app_catalogue import App
    from hub.service.hub_identity import Person

_KEPT = frozenset(
    {
        *("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "VIRTUAL_ENV"),
        *(SETTINGS_VARIABLE, STATE_VARIABLE, SCRIPTS_VARIABLE),
    }
)
_KEPT_BEGINNINGS = ("LC_", "PYTHON", "OPENBLAS_", "OMP_", "MKL_", "COVERAGE_")


def kernel_environment(
    person: Person, query: str, environment: Mapping[str, str] = os.environ, *, language: Language = "de"
) -> dict[str, str]:
    """Return the environment of a kernel that a person's page starts.

    Args:
        person: Whom the kernel works for; always set, so that a kernel of a page never takes itself for unpublished.
        query: The address's query, outside text (a deep link).
        environment: The service's own environment.
        language: In which the page begins.
    """
    person_variables = {
        USER_VARIABLE: person.name,
        FULL_NAME_VARIABLE: person.full_name,
        BRANCH_VARIABLE: person.branch,
        SINCE_VARIABLE: person.since,
        ROLES_VARIABLE: ",".join(sorted(person.roles)),
    }
    return {**_of_everybody(environment), "QUERY_STRING": query, LANGUAGE_VARIABLE: language, **person_variables}


def environment_of_nobody(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment of a kernel that works for nobody yet: it sees no customer."""
    return {**_of_everybody(environment), USER_VARIABLE: "", ROLES_VARIABLE: ""}


def _of_everybody(environment: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in environment.items() if name in _KEPT or name.startswith(_KEPT_BEGINNINGS)}
    # For a kernel that starts cold; a forked one has the zygote's threads.
    return kept | THREADS


def accounts_environment(app: App, person: Person, api: str, analysts: str) -> dict[str, str]:
    """Return the address of the accounts API and the person's own, narrow token for it.

    Also as what analysts' JupyterLab runs (``analysts``), which the page says beside the role. Empty unless the app's notebook declares that it needs the accounts and the person is allowed to manage them.
    """
    if ACCOUNTS not in app.needs or ADMIN not in person.roles:
        return {}
    return {URL_VARIABLE: api, TOKEN_VARIABLE: person.token, ANALYSTS_VARIABLE: analysts}
