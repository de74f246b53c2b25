"""The kernels are there where the tests run: without them everything else would pass unseen."""

import platform
import sys

import pytest

from model.kernels.library import library


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="elsewhere they are as good as the compiler",
)
def test_the_kernels_were_compiled():
    assert library() is not None
