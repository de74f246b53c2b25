"""Kernels give the same numbers on every machine, at every level, and without OpenMP too.

`everywhere.c` runs them; where there is a compiler for ARM and an emulator of it, there as well.
"""

import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from model.kernels import library
from model.kernels.library import DOT, PLAIN, WIDE

KERNELS = Path(library.__file__).parent
SOURCES = {
    "DECODING": ["threads.c", "packing.c"],
    "LAYER": ["threads.c"],
    "ATTENTION": ["threads.c"],
    "SNAKE": ["threads.c"],
}
"""What each kernel's own source calls."""

FLAGS = ["-O1", "-ftree-vectorize", "-pthread", "-Wall", "-Wextra", "-Wno-psabi"]
ARM = ["aarch64-linux-gnu-gcc", "-static"]
MACHINES = {
    "here": (["gcc"], []),
    "arm": (ARM, ["qemu-aarch64"]),
    "arm-dot": ([*ARM, "-march=armv8.2-a+dotprod"], ["qemu-aarch64"]),
}
"""Compilers, and what runs what they make."""

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs a compiler")


@pytest.fixture(scope="module", params=SOURCES)
def kernel(request):
    return request.param


@pytest.fixture(scope="module")
def compiled(kernel, tmp_path_factory):
    """Give a function that runs the kernel on a machine, compiled there once."""
    folder, made = tmp_path_factory.mktemp(kernel), {}

    def numbers(machine, level):
        compiler, runner = MACHINES[machine]
        if any(shutil.which(tool) is None for tool in (compiler[0], *runner)):
            pytest.skip(f"there is no {machine} here")
        if machine not in made:
            made[machine] = folder / machine
            sources = [
                Path(__file__).with_name("everywhere.c"),
                *map(KERNELS.joinpath, SOURCES[kernel]),
            ]
            order = [*compiler, *FLAGS, f"-D{kernel}", f"-I{KERNELS}", *sources, "-lm"]
            subprocess.run([*order, "-o", made[machine]], check=True)
        done = subprocess.run(
            [*runner, made[machine], str(level)], check=True, capture_output=True, text=True
        )
        return torch.tensor([float(line) for line in done.stdout.split()])

    return numbers


@pytest.fixture(scope="module")
def plain(compiled):
    return compiled("here", PLAIN)


@pytest.mark.parametrize("level", [PLAIN, WIDE, DOT], ids=["plain", "wide", "dot"])
@pytest.mark.parametrize("machine", MACHINES)
def test_a_kernel_gives_the_same_everywhere(machine, level, plain, compiled):
    made = compiled(machine, level)
    assert made.shape == plain.shape
    assert plain.isfinite().all()
    # Where rows come in 8 bits, one number may round otherwise.
    assert (made - plain).norm() < 2e-3 * plain.norm()
