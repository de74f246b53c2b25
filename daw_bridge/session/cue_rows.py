"""Keep the rows of a project in order of time, and find them by their regions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from daw_bridge.session.cue_row import CueRow


class CueRows:
    """Hold the rows."""

    def __init__(self, rows: Iterable[CueRow] = ()) -> None:
        self._rows = list(rows)
        self._index = {row.region_id: index for index, row in enumerate(self._rows)}

    @property
    def all(self) -> Sequence[CueRow]:
        """List every row."""
        return self._rows

    @property
    def region_ids(self) -> tuple[str, ...]:
        """List the regions of all rows."""
        return tuple(self._index)

    def of(self, region_id: str) -> CueRow | None:
        """Give the row of a region, if it is there."""
        index = self._index.get(region_id)
        return None if index is None else self._rows[index]

    def renew(
        self, region_ids: Iterable[str], renewed: Callable[[CueRow], CueRow]
    ) -> Iterator[int]:
        """Put other rows in the place of those of some regions; give their indices, one by one."""
        for region_id in region_ids:
            index = self._index.get(region_id)
            if index is not None:
                self._rows[index] = renewed(self._rows[index])
                yield index
