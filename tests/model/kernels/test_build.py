"""The kernels are compiled with what a compiler has; without one they are left out, quietly."""

import ctypes
import shutil
import sys

import pytest
from setuptools import Distribution, Extension

from model.kernels.build import Build

SOURCE = """
#ifdef _OPENMP
int has_openmp(void) { return 1; }
#else
int has_openmp(void) { return 0; }
#endif
"""
APPLE = """#!/bin/sh
case " $* " in *" -fopenmp "*) echo "error: unsupported option '-fopenmp'" >&2; exit 1;; esac
exec cc "$@"
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None, reason="needs a compiler to try"
)


def built(folder, compiler):
    """Build a library of one function with a compiler, and give its path."""
    (folder / "tiny.c").write_text(SOURCE)
    tool = folder / "compiler"
    tool.write_text(compiler)
    tool.chmod(0o755)
    tiny = Extension("tiny", [str(folder / "tiny.c")], optional=True)
    build = Build(Distribution({"ext_modules": [tiny]}))
    build.build_lib, build.build_temp = str(folder / "lib"), str(folder / "temp")
    build.ensure_finalized()
    build.run()
    return folder / "lib" / build.get_ext_filename("tiny")


@pytest.mark.parametrize(
    ("compiler", "has_openmp"), [('#!/bin/sh\nexec cc "$@"\n', 1), (APPLE, 0)], ids=["gcc", "apple"]
)
def test_threads_are_those_of_openmp_where_the_compiler_has_them(
    compiler, has_openmp, tmp_path, monkeypatch
):
    monkeypatch.setenv("CC", str(tmp_path / "compiler"))
    monkeypatch.setenv("LDSHARED", f"{tmp_path / 'compiler'} -shared")
    assert ctypes.CDLL(str(built(tmp_path, compiler))).has_openmp() == has_openmp


def test_without_a_compiler_nothing_is_built_and_nothing_fails(tmp_path, monkeypatch):
    monkeypatch.setenv("CC", str(tmp_path / "compiler"))
    assert not built(tmp_path, "#!/bin/sh\nexit 1\n").exists()
