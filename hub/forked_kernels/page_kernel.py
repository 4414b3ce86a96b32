"""The kernel of a page: IPython's, started so that it leaves as much memory shared with the zygote as it can.

Python counts references inside the objects, so whatever is looked at is copied. A stock kernel looks at a lot while it
starts, for users at a keyboard and for debuggers; a page has neither.
"""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from copy import deepcopy
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import ipywidgets
from ipykernel import iostream, ipkernel, kernelapp
from ipykernel.kernelapp import IPKernelApp
from IPython.core import shellapp
from IPython.core.application import ENV_CONFIG_DIRS, SYSTEM_CONFIG_DIRS
from tornado.ioloop import IOLoop
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

from hub.forked_kernels.page_comm import use_page_comms
from hub.forked_kernels.publishing import Publisher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from types import ModuleType

    import zmq


class PageKernelApp(IPKernelApp):
    """Starts the kernel of a page."""

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Read ``-f FILE`` and ``--Class.trait=value``, and only what is beyond that with traitlets' own parser.

        That one describes all options of all classes first: 4 MB.
        """
        config = read_arguments(argv or ())
        if config is None:
            super().parse_command_line(argv)
            return
        self.cli_config = deepcopy(config)
        self.update_config(self.cli_config)

    def _configure_logging(self) -> None:
        """Log to standard error, from the level that is set.

        Stock logging makes a record of every debug message, for its handler to drop, and is set up from a dictionary.
        """
        log = logging.getLogger(type(self).__name__)
        log.setLevel(cast("int | str", self.log_level))
        if not log.handlers:
            handler = logging.StreamHandler()
            handler.setFormatter(self._log_formatter_cls(fmt=self.log_format, datefmt=self.log_datefmt))
            log.addHandler(handler)
        self._logging_configured = True

    def init_config_files(self) -> None:
        """Read what the operator configures; copy no examples into the profile of the service's user."""
        self.config_file_paths.extend((*ENV_CONFIG_DIRS, *SYSTEM_CONFIG_DIRS))

    def close(self) -> None:
        """Leave the sockets to the end of the process, which follows.

        Stock closing ends the thread that publishes and then waits for one that waits for it, up to ten seconds.
        """
        self.reset_io()

    def init_control(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        """Open the control channel, and let the kernel's own thread receive the page's messages."""
        super().init_control(context)
        self.shell_channel_thread.io_loop.close(all_fds=True)
        self.shell_channel_thread = None

    def init_iopub(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        """Open the channel of what the kernel says, without a thread of its own (``publishing``)."""
        with (
            _replaced(kernelapp, "IOPubThread", Publisher),
            _replaced(iostream, "make_selector_io_loop", IOLoop.current),
        ):
            super().init_iopub(context)

    def init_heartbeat(self) -> None:
        """Leave it to the system to tell whether this process lives: the service asks nobody else."""

    def init_kernel(self) -> None:
        """Create the kernel, which notes the file of every module for its debugger: 9 MB."""
        with _modules_hidden_from(ipkernel):
            super().init_kernel()
        use_page_comms(self.kernel)
        # ipywidgets does this when it is imported, which was in the zygote, without a kernel. A page asks for the
        # widgets by it.
        ipywidgets.register_comm_target()

    def init_code(self) -> None:
        """Run the profile's start files; the shell notes every module's name for ``%reset``: 3 MB."""
        with _modules_hidden_from(shellapp):
            super().init_code()


def read_arguments(arguments: Sequence[str]) -> Config | None:
    """Return the arguments as settings; None when there are others than ``-f FILE`` and ``--Class.trait=value``."""
    config = Config()
    rest = iter(arguments)
    for argument in rest:
        if argument == "-f":
            config.IPKernelApp.connection_file = next(rest, "")
            continue
        option, equals, value = argument.partition("=")
        owner, dot, trait = option.removeprefix("--").partition(".")
        if not (option.startswith("--") and equals and dot and owner.isidentifier() and trait.isidentifier()):
            return None
        config[owner][trait] = DeferredConfigString(value)
    return config


def _modules_hidden_from(module: ModuleType) -> AbstractContextManager[None]:
    """Let a module see an empty ``sys.modules``."""
    return _replaced(module, "sys", SimpleNamespace(**{**vars(sys), "modules": {}}))


@contextmanager
def _replaced(module: ModuleType, name: str, stand_in: object) -> Iterator[None]:
    """Let a module see something else under one of its names."""
    names = vars(module)
    before, names[name] = names[name], stand_in
    try:
        yield
    finally:
        names[name] = before
