"""Compile the kernels when Takelane is installed; `pyproject.toml` names this to setuptools."""

from __future__ import annotations

import copy

from setuptools import Extension
from setuptools.command.build_ext import build_ext
from setuptools.errors import CompileError, LinkError

OPENMP = "-fopenmp"


class Build(build_ext):  # type: ignore[misc, unused-ignore]
    """Compile with OpenMP's threads where the compiler has them, and without where it does not."""

    def build_extension(self, ext: Extension) -> None:
        """Compile and link."""
        threaded = copy.copy(ext)
        threaded.extra_compile_args = [*ext.extra_compile_args, OPENMP]
        threaded.extra_link_args = [*ext.extra_link_args, OPENMP]
        try:
            super().build_extension(threaded)
        except (CompileError, LinkError):
            super().build_extension(ext)
