"""Install into a DAW, update, and uninstall: everything is planned before anything is written.

A file that somebody has changed since we wrote it is his, and stays. That is told by the manifest,
which holds what we wrote.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from daw_bridge.install.changes import Change, carry_out, read, remove_empty
from daw_bridge.install.manifest import Manifest, digest
from daw_bridge.install.recipe import SCRIPTS, Edit, Recipe
from daw_bridge.install.running import is_running
from daw_bridge.timeline import ProjectError

BACKUP_SUFFIX = ".takelane-backup"

_HEARTBEAT, _ALIVE = "Takelane/daw.json", 3.0
"""A DAW's script writes it again and again; the seconds after which it has stopped."""


@dataclass(slots=True)
class _Plan:
    """Gather what is to be done, and the sentences that tell it."""

    changes: list[Change] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    needs_closed: bool = False


class Installer:
    """Hold one DAW's recipe and folder.

    Args:
        folder: of the DAW; the usual one where it is None.
        runs: tells whether one of some programs runs.

    Raises:
        ProjectError: it is not a folder of that DAW.
    """

    def __init__(
        self,
        recipe: Recipe,
        folder: Path | None = None,
        runs: Callable[[frozenset[str]], bool] = is_running,
    ) -> None:
        self._recipe = recipe
        self._folder = (folder or recipe.usual_folder()).absolute()
        self._runs = runs
        self._manifest_path = self._folder / recipe.manifest
        if not (self._folder / recipe.mark).exists():
            raise ProjectError(
                f"{self._folder} is no folder of {recipe.daw}: it holds no {recipe.mark}. "
                f"{recipe.advice}"
            )

    def install(self) -> list[str]:
        """Put everything in its place and tell line by line what was done.

        Raises:
            ProjectError: something cannot be written, or the DAW must be closed first; then
                nothing was changed.
        """
        manifest = Manifest.load(self._manifest_path)
        plan = _Plan()
        files = self._plan_parts(plan, manifest)
        files |= self._plan_former_parts(plan, manifest)
        for edit in self._recipe.edits:
            self._plan_edit(plan, edit, edit.add, "added {what} to {target}")
        self._check_closed(plan, "install")
        folders = self._missing_folders([*files, self._recipe.manifest])
        made = tuple(self._name(folder) for folder in folders)
        kept = Manifest(files, tuple(dict.fromkeys((*manifest.folders, *made))))
        if plan.changes or kept != manifest:
            plan.changes.append(Change(self._manifest_path, kept.to_json()))
            carry_out(plan.changes, folders)
        return [f"{self._recipe.daw}: {self._folder}", *(plan.told or ["everything is up to date"])]

    def uninstall(self) -> list[str]:
        """Take away exactly what was put there and tell line by line what was done.

        Raises:
            ProjectError: something cannot be written, or the DAW must be closed first; then
                nothing was changed.
        """
        manifest = Manifest.load(self._manifest_path)
        plan = _Plan()
        for name in manifest.files:
            self._plan_removal(plan, manifest, name)
        for edit in self._recipe.edits:
            self._plan_edit(plan, edit, edit.remove, "removed {what} from {target}")
        self._check_closed(plan, "uninstall")
        head = f"{self._recipe.daw}: {self._folder}"
        if not plan.told:
            return [head, "Takelane is not installed here"]
        leavings = [path for glob in self._recipe.leavings for path in self._folder.glob(glob)]
        plan.changes += [Change(path, None) for path in (*leavings, self._manifest_path)]
        carry_out(plan.changes, [])
        made_by_us = {self._folder / name for name in manifest.folders}
        made_by_us |= {(self._folder / glob).parent for glob in self._recipe.leavings}
        remove_empty(sorted(made_by_us))
        return [head, *plan.told]

    def _plan_parts(self, plan: _Plan, manifest: Manifest) -> dict[str, str]:
        """Plan our files and give the digest of each that is ours afterwards."""
        files: dict[str, str] = {}
        for part in self._recipe.parts:
            content = (SCRIPTS / part.source).read_bytes()
            there = read(self._folder / part.target)
            if there is not None and there != content and not manifest.wrote(part.target, there):
                plan.told.append(
                    f"left {part.target}, which is not as we wrote it; "
                    "delete it and install again to get ours"
                )
                files |= _known(manifest, part.target)
                continue
            files[part.target] = digest(content)
            if there != content:
                plan.changes.append(Change(self._folder / part.target, content))
                plan.told.append(f"{'updated' if there is not None else 'wrote'} {part.target}")
        return files

    def _plan_former_parts(self, plan: _Plan, manifest: Manifest) -> dict[str, str]:
        """Plan the removal of what an earlier version had; what was changed stays, and is known."""
        current = {part.target for part in self._recipe.parts}
        former = [name for name in manifest.files if name not in current]
        stays: dict[str, str] = {}
        for name in former:
            if not self._plan_removal(plan, manifest, name):
                stays |= _known(manifest, name)
        return stays

    def _plan_removal(self, plan: _Plan, manifest: Manifest, name: str) -> bool:
        """Plan to remove a file of ours; tell whether it will be gone."""
        there = read(self._folder / name)
        if there is None:
            return True
        if not manifest.wrote(name, there):
            plan.told.append(f"left {name}, which you have changed; delete it if you like")
            return False
        plan.changes.append(Change(self._folder / name, None))
        plan.told.append(f"removed {name}")
        return True

    def _plan_edit(
        self, plan: _Plan, edit: Edit, change: Callable[[bytes], bytes], done: str
    ) -> None:
        path = self._folder / edit.target
        before = read(path)
        after = change(before or b"")
        if after == (before or b""):
            return
        told = done.format(what=edit.what, target=edit.target)
        if before and edit.remove(before):
            backup = path.with_name(path.name + BACKUP_SUFFIX)
            plan.changes.append(Change(backup, before))
            told += f"; as it was before: {backup.name}"
        plan.changes.append(Change(path, after or None))
        plan.told.append(told)
        plan.needs_closed = True

    def _check_closed(self, plan: _Plan, command: str) -> None:
        """Refuse to edit the DAW's own files while it runs, as it would write over them."""
        if plan.needs_closed and (self._beats() or self._runs(self._recipe.processes)):
            raise ProjectError(
                f"{self._recipe.daw} is running and would undo a part of this when it ends; "
                f"close it and run again: takelane {command} {self._recipe.daw.lower()}"
            )

    def _beats(self) -> bool:
        try:
            beat = (self._folder / _HEARTBEAT).stat().st_mtime
        except OSError:
            return False
        return abs(time.time() - beat) < _ALIVE

    def _missing_folders(self, names: list[str]) -> list[Path]:
        """List the folders that must be made for some files, outermost first."""
        parents = {parent for name in names for parent in PurePosixPath(name).parents}
        folders = (self._folder / parent for parent in sorted(parents))
        return [folder for folder in folders if not folder.is_dir()]

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()


def _known(manifest: Manifest, name: str) -> dict[str, str]:
    return {name: manifest.files[name]} if name in manifest.files else {}
