"""Points reach Qt as they are."""

from __future__ import annotations

import numpy as np


def test_every_point_is_where_it_was():
    from gui.polygon import polygon

    shape = polygon(np.array([1.0, 2.5, -3.0]), np.array([0.0, 1e6, 0.25]))
    assert [(point.x(), point.y()) for point in shape] == [(1.0, 0.0), (2.5, 1e6), (-3.0, 0.25)]
    assert len(polygon(np.empty(0), np.empty(0))) == 0
