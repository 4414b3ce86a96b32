"""The provider as a process: by userinfo it adds what its claim ``userinfo`` holds, also against its own signed token.

python -m tests.hub.login.oidc_process PORT
"""

from __future__ import annotations

import os
import sys

import flask
import oidc_provider_mock
import uvicorn


def provider() -> flask.Flask:
    """A provider that is believed in its token, and by userinfo says whatever somebody made it say."""
    made = oidc_provider_mock.app(require_nonce=True)

    @made.after_request
    def contradict(answer: flask.Response) -> flask.Response:
        if flask.request.path == "/userinfo" and answer.status_code == 200:
            said = answer.get_json()
            answer.set_data(flask.json.dumps(said | said.get("userinfo", {})))
        return answer

    return made


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # http, on this machine alone
    uvicorn.run(provider(), interface="wsgi", host="127.0.0.1", port=int(sys.argv[1]))
