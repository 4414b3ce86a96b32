"""A server of Node's behind the proxy's gate, which answers with the headers that it was told."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from hub.node_packages import node
from hub.proxy import proxy_command

GATE = Path(proxy_command.__file__).with_name("gate.cjs")
# A minute is a tenth of a second there: nobody waits for a deadline.
ECHO = """
const wait = setTimeout;
globalThis.setTimeout = (done, milliseconds) => wait(done, milliseconds / 600);
const server = require("http").createServer((request, answer) => {
  request.resume().on("end", () => answer.end(JSON.stringify(request.headers)));
});
server.listen(0, process.argv[1], () => console.log(server.address().port));
"""


class GatedServer:
    """One at a place; ``owner``: the user of this machine whose word about addresses counts there."""

    def __init__(self, place: str = "127.0.0.1", owner: int = 0) -> None:
        known = {"CLIENTINFO_PROXY_OWNERS": f"{owner}", "PATH": os.environ["PATH"]}
        self.process = subprocess.Popen(
            [node(), "--require", str(GATE), "-e", ECHO, place], env=known, stdout=subprocess.PIPE, text=True
        )
        self.port = int(self.process.stdout.readline())

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
