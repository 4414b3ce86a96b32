"""The one kind of kernel that the published pages have. Only the service knows it; JupyterLab keeps its own."""

from __future__ import annotations

import sys

from ipykernel.kernelspec import RESOURCES
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel

PUBLISHED = "clientinfo"
PROVISIONER = "clientinfo-fork"
# What notebooks name that were written in JupyterLab.
_NAMES = (PUBLISHED, "python3")


class PublishedKernelSpecs(KernelSpecManager):
    """Answers every notebook with our kernel, whatever is installed on the machine."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Return the names that notebooks can use, with the folder of the logo."""
        return dict.fromkeys(_NAMES, RESOURCES)

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return our kernel.

        Raises:
            NoSuchKernel: The notebook wants another language.
        """
        if kernel_name not in _NAMES:
            raise NoSuchKernel(kernel_name)
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            name=kernel_name,
            display_name="clientinfo",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": PROVISIONER}},
            resource_dir=RESOURCES,
        )
