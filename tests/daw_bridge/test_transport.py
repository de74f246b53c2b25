import doctest

from daw_bridge import transport


def test_examples():
    assert doctest.testmod(transport).failed == 0
