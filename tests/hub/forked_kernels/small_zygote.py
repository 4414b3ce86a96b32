"""A zygote that imports what a kernel needs and none of our pages, in place of ``hub.forked_kernels.zygote``.

It is warm after a quarter of the processor time: enough for tests of what becomes of one that dies, hangs or is replaced.
What a page imports is imported in its own kernel.
"""

from __future__ import annotations

from hub.forked_kernels import preload, zygote

KERNEL = ("hub.forked_kernels.page_kernel", "ipykernel.zmqshell", "comm", "tornado.platform.asyncio")


def main() -> None:
    """Import what the notebooks of the folder import, and serve."""
    preload.KERNEL = KERNEL
    preload._OURS = ()
    preload._modules_of = lambda _package: iter(())
    preload._load_locales = preload._read_snapshot_format = preload._sort_postal_codes = lambda: None
    zygote.main()


if __name__ == "__main__":
    main()
