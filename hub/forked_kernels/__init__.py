"""Kernels of the published pages, forked from one warm process instead of started cold. Linux only.

::

    service ── control socket ──► zygote: everything imported, one thread, no query ever run
       │                             │ fork, twice
       │                             ▼
       └──── parent of ─────────► kernel: the forked copy, with an environment of its own

The forked process belongs to the service: the process between it and the zygote ends at once, and the service takes
orphans in (PR_SET_CHILD_SUBREAPER). So the zygote can crash and be replaced without any session noticing, the service
knows how each kernel ended, and a killed service takes all of its kernels with it (PR_SET_PDEATHSIG).

What goes wrong costs nobody a page: the session gets a normal kernel, which is logged and counted (``metrics``).
"""
