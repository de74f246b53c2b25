"""Name everything a user can ask for, once: its words, its key, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QWidget

from daw_bridge.alternatives import NUDGES


@dataclass(frozen=True, slots=True)
class Command:
    """Describe one action.

    Args:
        menu: where it stands.
        key: as Qt writes it; empty for none.
        about: one sentence, shown beside the action.
    """

    name: str
    menu: str
    title: str
    key: str
    about: str


MORE = "more_like_this_"
"""Before a nudge in the name of its command."""

COMMANDS: tuple[Command, ...] = (
    Command("open", "File", "Open project…", "Ctrl+O", "Read a project or a cue list."),
    Command("demo", "File", "Open the demo", "", "Open the project that comes with Takelane."),
    Command("reload", "File", "Read again", "F5", "Read the project again from the disk."),
    Command("export", "File", "Export session…", "Ctrl+Shift+E",
            "Write project, edits and takes into one file."),
    Command("import", "File", "Import session…", "Ctrl+Shift+I",
            "Take an exported session out into a folder of its own."),
    Command("find_takes", "File", "Find lost takes…", "",
            "Look for take files that are gone from their folder."),
    Command("settings", "File", "Settings…", "Ctrl+,", "Choose engine, folders, sound and look."),
    Command("quit", "File", "Quit", "Ctrl+Q", "End Takelane; nothing is lost."),
    Command("undo", "Edit", "Undo", "Ctrl+Z", "Take back the latest edit."),
    Command("redo", "Edit", "Redo", "Ctrl+Shift+Z", "Do again what was undone."),
    Command("find", "Edit", "Find", "Ctrl+F", "Look for words in the lines."),
    Command("select_all", "Edit", "Select all lines", "Ctrl+A", "Select every line that is shown."),
    Command("restore", "Edit", "Restore lines", "",
            "Let the selected lines say again what they say in the DAW."),
    Command("zoom_in", "View", "Zoom in", "+", "Come closer on the timeline."),
    Command("zoom_out", "View", "Zoom out", "-", "Show more of the timeline."),
    Command("fit_all", "View", "Show the whole project", "Shift+Z",
            "Fit the whole project into the timeline."),
    Command("fit_selection", "View", "Show the selected lines", "Z",
            "Fit the selected lines into the timeline."),
    Command("render", "Render", "Render selected", "Ctrl+R", "Speak the selected lines."),
    Command("render_new", "Render", "Render what is new", "Ctrl+Shift+R",
            "Speak every line without a take that is up to date."),
    Command("alternatives", "Render", "Render three alternatives", "Ctrl+Alt+R",
            "Speak the selected lines three times more, each time differently."),
    Command("pause", "Render", "Pause the queue", "Ctrl+P", "Begin no further line."),
    Command("cancel", "Render", "Cancel", "Ctrl+.", "Stop the line that is being spoken."),
    Command("queue", "Render", "Show the queue", "Ctrl+J", "List what is spoken and what waits."),
    Command("play", "Play", "Play or stop", "Space", "Hear the take of the selected line."),
    Command("place", "Play", "Place in the DAW", "Ctrl+Return",
            "Put the takes of the selected lines on the timeline."),
    Command("loop", "Play", "Loop", "L", "Begin a take again at its end."),
    Command("sync", "Play", "Sync", "Y",
            "While the DAW plays, hear the chosen take of every line at its place. "
            "Lines that are placed in the DAW are left to it."),
    Command("choose", "Takes", "Choose", "C", "Let this take be heard and placed."),
    Command("star", "Takes", "Star", "S", "Mark this take, to find it again."),
    Command("hear_a", "Takes", "A", "A", "Hear the chosen take, at the same place."),
    Command("hear_b", "Takes", "B", "B", "Hear the take that it is compared with."),
    Command("match", "Takes", "Match", "M", "Make takes equally loud while they are compared."),
    Command("more", "Takes", "More like this", "Ctrl+M",
            "Speak three more takes in the voice and the mood of this one."),
    *(
        Command(f"{MORE}{nudge}", "Takes", f"More like this, {nudge}", "",
                f"Speak three more takes like this one, {nudge}; the line stays as it is.")
        for nudge in NUDGES
    ),
    Command("copy_file", "Takes", "Copy file", "Ctrl+C",
            "Copy the selected takes, to be pasted into a folder or a DAW."),
    Command("copy_path", "Takes", "Copy path", "Ctrl+Shift+C",
            "Copy where the selected takes are, as text."),
    Command("reveal", "Takes", "Reveal in folder", "Ctrl+Shift+F",
            "Show this take in its folder."),
    Command("keys", "Help", "Keys", "F1", "List every command and its key."),
)  # fmt: skip


def make_actions(parent: QWidget) -> Mapping[str, QAction]:
    """Make every action, by its name."""
    actions = {}
    for command in COMMANDS:
        action = QAction(command.title, parent)
        action.setObjectName(command.name)
        action.setToolTip(f"{command.about} {command.key}".strip())
        action.setStatusTip(command.about)
        if command.key:
            action.setShortcut(QKeySequence(command.key))
        actions[command.name] = action
    return actions
