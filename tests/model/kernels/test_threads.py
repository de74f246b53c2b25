"""Threads share a work out and wait for each other, with OpenMP and without it."""

import ctypes
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from model.kernels import library

KERNELS = Path(library.__file__).parent
MOST = 256

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs a compiler")


@pytest.fixture(scope="module", params=["-fopenmp", "-pthread"], ids=["openmp", "alone"])
def threads(request, tmp_path_factory):
    made = tmp_path_factory.mktemp("threads") / "meeting.so"
    sources = [Path(__file__).with_name("meeting.c"), KERNELS / "threads.c"]
    flags = ["-O2", "-fPIC", "-shared", "-Wall", "-Wextra", request.param]
    subprocess.run(["gcc", *flags, f"-I{KERNELS}", "-o", made, *sources], check=True)
    loaded = ctypes.CDLL(str(made))
    loaded.first_of.restype = loaded.end_of.restype = ctypes.c_int64
    return loaded


@pytest.mark.parametrize("n_threads", [1, 2, 3, 8])
def test_all_take_part_once_and_wait_for_all(threads, n_threads):
    seen = (ctypes.c_int * MOST)()
    assert threads.meet_often(n_threads, seen) == 0
    assert list(seen) == [1] * n_threads + [0] * (MOST - n_threads)


def test_one_work_leaves_nothing_to_the_next(threads):
    seen = (ctypes.c_int * MOST)()
    assert [threads.meet_often(2, seen) for _ in range(20)] == [0] * 20
    assert list(seen[:3]) == [20, 20, 0]


@pytest.mark.parametrize("n", [0, 1, 7, 1000])
@pytest.mark.parametrize("n_parts", [1, 3, 8])
def test_parts_are_all_that_there_is_and_alike(threads, n, n_parts):
    ends = [0, *(threads.end_of(ctypes.c_int64(n), i, n_parts) for i in range(n_parts))]
    assert [threads.first_of(ctypes.c_int64(n), i, n_parts) for i in range(n_parts)] == ends[:-1]
    assert ends[-1] == n
    sizes = {end - first for first, end in pairwise(ends)}
    assert max(sizes) - min(sizes) <= 1
