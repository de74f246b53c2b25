"""Keep Python's search for garbage from stopping the window.

A large project is hundreds of thousands of objects, and looking at them all takes a tenth of a
second, in the middle of a scroll. None of them is garbage while the project is open.
"""

from __future__ import annotations

import gc

from gui.document import Document


def pass_over_projects(document: Document) -> None:
    """Let the search pass over what a document holds, and look at all of it with the next one."""
    document.opened.connect(_look_at_all)
    document.rows_changed.connect(_pass_over)


def _look_at_all() -> None:
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _pass_over() -> None:
    # What is garbage already would be passed over too.
    gc.collect(1)
    gc.freeze()
