"""The parts that need no process."""

import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from hub.forked_kernels.kernelspec import PUBLISHED, PublishedKernelSpecs
from hub.forked_kernels.page_kernel import read_arguments
from hub.forked_kernels.preload import imports_of, late_imports
from hub.forked_kernels.zygote_environment import zygote_environment
from tests.hub.forked_kernels.conftest import NOTEBOOKS, write_notebook


def test_what_notebooks_import_is_read_from_their_first_cell(tmp_path):
    write_notebook(tmp_path, "one.ipynb", "import json, os.path\nfrom widgets.app import CustomerApp", "import wave")
    write_notebook(tmp_path, "two.ipynb", "from json import loads\nfrom . import beside", "1")
    write_notebook(tmp_path, "wrong.ipynb", "this is no Python")
    (tmp_path / "examples").mkdir()
    write_notebook(tmp_path / "examples", "source.ipynb", "import colorsys")  # JupyterLab's, and no page
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    assert imports_of(tmp_path) == ["json", "os.path", "widgets.app", "widgets.app.CustomerApp", "json.loads"]
    assert "clientinfo_kernel.query.directory" in imports_of(NOTEBOOKS)


def test_of_our_modules_what_their_functions_import_is_added():
    for_types = "import json\nif TYPE_CHECKING:\n    import colorsys\n\n    from wave import Wave_read\n\n\n"
    function = "def late():\n    if json:\n        from decimal import Decimal\n    import bisect\n"
    assert list(late_imports(for_types)) == []
    assert set(late_imports(for_types + function)) == {"json", "decimal", "decimal.Decimal", "bisect"}


def test_the_zygote_s_environment_has_nothing_secret():
    passed = zygote_environment({"PATH": "/bin", "LC_ALL": "de_DE.UTF-8", "JUPYTERHUB_API_TOKEN": "x", "PASSWORD": "y"})
    assert passed["PATH"] == "/bin"
    assert passed["LC_ALL"] == "de_DE.UTF-8"
    assert not {"JUPYTERHUB_API_TOKEN", "PASSWORD"} & set(passed)


def test_the_operator_sets_the_threads_of_a_session():
    assert 1 <= int(zygote_environment({})["POLARS_MAX_THREADS"]) <= 4
    assert zygote_environment({"POLARS_MAX_THREADS": "7"})["POLARS_MAX_THREADS"] == "7"


@pytest.mark.parametrize("name", [PUBLISHED, "python3"])
def test_pages_have_one_kind_of_kernel(name):
    specs = PublishedKernelSpecs()
    assert name in specs.get_all_specs()
    assert specs.get_kernel_spec(name).metadata["kernel_provisioner"]["provisioner_name"] == "clientinfo-fork"
    with pytest.raises(NoSuchKernel):
        specs.get_kernel_spec("ir")


def test_analysts_do_not_see_it():
    specs = KernelSpecManager().get_all_specs()
    assert PUBLISHED not in specs
    assert all("clientinfo-fork" not in str(each) for each in specs.values())


def test_a_kernel_s_arguments_are_read_as_traitlets_reads_them():
    config = read_arguments(["-f", "/run/kernel.json", "--IPKernelApp.capture_fd_output=False"])
    assert config is not None
    assert config.IPKernelApp.connection_file == "/run/kernel.json"
    assert str(config.IPKernelApp.capture_fd_output) == "False"


@pytest.mark.parametrize("argument", ["--debug", "--f=file", "page.ipynb", "--IPKernelApp.quiet", "--a.b.c=1"])
def test_other_arguments_are_left_to_traitlets(argument):
    assert read_arguments([argument]) is None
