"""Serve running DAWs without a window: render what they ask for and place it there."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from daw_bridge.bridge import Bridge
from daw_bridge.bridge_events import (
    BridgeEvent,
    DawHeard,
    RequestAccepted,
    RequestFailed,
    RequestFinished,
    RequestProgress,
)
from daw_bridge.bridge_job import Backstage
from daw_bridge.daw import (
    Connected,
    Daw,
    DawError,
    DawProblem,
    Disconnected,
    NotPlaced,
    Placed,
    TimelineChanged,
)
from daw_bridge.midi.lane_port import LanePort, LanePortEvent
from daw_bridge.midi.ports import MidiPortError, PortFound, PortLost, RtMidiPort
from daw_bridge.preflight import check_folder
from daw_bridge.readers import READERS
from daw_bridge.render_events import TakeFinished
from daw_bridge.render_options import RenderOptions
from daw_bridge.take_folder import take_folder
from daw_bridge.transport import Stopped
from gui import places
from gui.commands import engine
from gui.commands.finish import (
    add_finish_arguments,
    add_name_argument,
    finish_of,
    shortfall_sentence,
)
from gui.daws import DAWS, DawPlaces, daws_here
from gui.sound.audition import Audition
from gui.studio import own_voices, studio


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--daw",
        nargs="+",
        choices=DAWS,
        metavar="DAW",
        help=f"which to serve, of {', '.join(DAWS)} (default: whichever is here)",
    )
    parser.add_argument(
        "--once", action="store_true", help="end when one request is served and placed"
    )
    parser.add_argument(
        "--library",
        type=Path,
        default=places.library(),
        metavar="DIR",
        help="folder for takes of projects that were never saved (default: %(default)s)",
    )
    parser.add_argument(
        "--resource-path", type=Path, metavar="DIR", help="REAPER's, where it is a portable one"
    )
    parser.add_argument(
        "--midi",
        action="store_true",
        help='record lanes from the MIDI port "Takelane" (controllers 20 to 27) while a DAW plays',
    )
    parser.add_argument("--voice", metavar="NAME", help="speak every line with this voice")
    parser.add_argument("--takes", type=int, default=1, metavar="N", help="takes of every line")
    add_finish_arguments(parser)
    add_name_argument(parser)
    engine.add_engine_arguments(parser)


def run(args: argparse.Namespace) -> None:
    """Serve until Ctrl-C, or until one request is served."""
    options = RenderOptions(takes=args.takes, finish=finish_of(args))
    # A voice that is not there is told before all else.
    plan = studio(args.voice, args.engine, own_voices())
    check_folder(args.library)
    try:
        with ExitStack() as stack:
            port = _lane_port(stack) if args.midi else None
            backstage = Backstage(
                studio=lambda: plan,
                performer=partial(engine.load, args),
                folder=partial(take_folder, library=args.library, kinds=tuple(READERS)),
                audition=stack.enter_context(closing(Audition())).play,
                lanes=lambda: port.lanes if port else (),
                options=options,
            )
            bridge = Bridge(_daws(args), backstage, partial(_tell, port))
            signal.signal(signal.SIGTERM, lambda *_: bridge.stop())
            bridge.run(once=args.once)
    except (DawError, MidiPortError) as error:
        raise ValueError(str(error)) from error


def _daws(args: argparse.Namespace) -> list[Daw]:
    """Make the dialects that are asked for; of those that nobody named, the ones that can be had.

    Raises:
        DawError: one that is asked for cannot be had.
    """
    places = DawPlaces(reaper=args.resource_path)
    if args.daw:
        return [DAWS[name](places) for name in args.daw]
    return list(daws_here(places).values())


def _lane_port(stack: ExitStack) -> LanePort:
    """Open the MIDI port, until the stack is closed.

    Raises:
        MidiPortError: it cannot be had.
    """
    return stack.enter_context(closing(LanePort(RtMidiPort, time.monotonic, _tell_lanes)))


def _tell_lanes(event: LanePortEvent) -> None:
    match event:
        case PortFound(name):
            print(f"MIDI: {name} is there", flush=True)
        case PortLost(name):
            print(f"MIDI: {name} is gone; waiting for it", flush=True)
        case Stopped(position):
            print(f"MIDI: lanes recorded up to {position:.1f} s", flush=True)


def _tell(port: LanePort | None, event: BridgeEvent) -> None:
    """Say what happened, and let lanes be recorded as the project counts."""
    match event:
        case DawHeard(TimelineChanged(timeline)) if port is not None:
            port.count_by(timeline.time_base)
    sentence = _sentence(event)
    if sentence:
        trouble = isinstance(event, RequestFailed)
        print(sentence, file=sys.stderr if trouble else sys.stdout, flush=True)


def _sentence(event: BridgeEvent) -> str:
    """Say what happened, if it is worth a line."""
    match event:
        case DawHeard(Connected(daw)):
            return f"{daw} is there"
        case DawHeard(Disconnected(daw)):
            return f"{daw} is gone; waiting for it"
        case DawHeard(TimelineChanged(timeline)):
            return f"{timeline.source.name or 'unsaved project'}: {len(timeline.regions)} regions"
        case DawHeard(Placed(_, start)):
            return f"placed at {start:.3f} s"
        case DawHeard(NotPlaced(_, reason)) | DawHeard(DawProblem(reason)):
            return reason
        case RequestAccepted(_, n_regions):
            return f"asked for {n_regions} {'region' if n_regions == 1 else 'regions'}"
        case RequestProgress(_, TakeFinished(record, index, total)):
            short = shortfall_sentence(record.file, record.finish, record.loudness)
            return f"{index + 1} of {total}: {short or record.file}"
        case RequestFinished(_, takes, problems):
            return "\n".join((*problems, f"{len(takes)} takes are ready"))
        case RequestFailed(_, reason):
            return f"takelane: {reason}"
    return ""
