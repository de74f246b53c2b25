import hashlib
import re
import wave
from pathlib import Path
from xml.etree import ElementTree

import pytest

from daw_bridge.ardour.inject import SessionTake, place_takes
from daw_bridge.ardour.session import read_session
from daw_bridge.timeline import ProjectError
from tests.daw_bridge.ardour.session_builder import route, session
from tests.daw_bridge.xml_mutations import mutated_bytes, mutated_xml

HARBOUR = Path(__file__).parents[2] / "data" / "ardour" / "harbour.ardour"
SECOND = 282_240_000
RATE = 48_000


@pytest.fixture
def harbour(tmp_path):
    """Lay out a session's folder as Ardour does."""
    folder = tmp_path / "harbour"
    (folder / "interchange" / "harbour" / "audiofiles").mkdir(parents=True)
    path = folder / "harbour.ardour"
    path.write_bytes(HARBOUR.read_bytes())
    return path


@pytest.fixture
def take(tmp_path):
    def make(name="MARA_001_take01", samples=72_000, rate=RATE, channels=1, level=0):
        path = tmp_path / f"{name}.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((channels, 3, rate, 0, "NONE", ""))
            file.writeframes(bytes([level]) * 3 * channels * samples)
        return path

    return make


def placed(file, start=RATE, length=72_000, track="Takelane MARA", name=None):
    return SessionTake(file, start, length, track, name or file.stem)


def root_of(path):
    return ElementTree.parse(path).getroot()


def playlist(root, track):
    (wanted,) = (r.get("audio-playlist") for r in root.iter("Route") if r.get("name") == track)
    (found,) = (p for p in root.iterfind("Playlists/Playlist") if p.get("id") == wanted)
    return found


def laid(root, track):
    files = {s.get("id"): s.get("name") for s in root.iterfind("Sources/Source")}
    return [
        (region.get("name"), files[region.get("source-0")], region.get("length"))
        for region in sorted(playlist(root, track), key=lambda r: int(r.get("layering-index")))
    ]


def media(session_path):
    folder = session_path.parent / "interchange" / "harbour" / "audiofiles"
    return sorted(file.name for file in folder.iterdir())


def test_takes_lie_on_the_track_of_their_character_to_the_sample(harbour, take):
    one, two = take(), take("TOBIN_002_take01", 1_000)
    path = place_takes(
        harbour,
        [placed(one), placed(two, 366_470, 5_000, "Takelane TOBIN", 'Tobin <"&">')],
    )
    assert path == harbour.with_name("harbour-takelane.ardour")
    root = root_of(path)
    assert laid(root, "Takelane MARA") == [
        ("MARA_001_take01", "MARA_001_take01.wav", f"a{SECOND * 3 // 2}@a{SECOND}")
    ]
    # Longer than its file no region can be.
    assert laid(root, "Takelane TOBIN") == [
        ('Tobin <"&">', "TOBIN_002_take01.wav", f"a{5880 * 1_000}@a{5880 * 366_470}")
    ]
    assert media(harbour) == ["MARA_001_take01.wav", "TOBIN_002_take01.wav"]
    assert read_session(path).regions == read_session(harbour).regions


def test_the_old_text_stays_byte_for_byte(harbour, take):
    before = harbour.read_bytes()
    on_old_track = placed(take("old"), track="Tobin & co")
    after = place_takes(harbour, [placed(take()), on_old_track]).read_bytes()
    assert harbour.read_bytes() == before
    # The counter of ids is raised, and what was empty is opened.
    old = re.sub(rb"<(Sources|Regions|Playlist [^>]*Tobin[^>]*)/>", rb"<\1>", before)
    old, new = (re.sub(rb'id-counter="\d+"', b"", text) for text in (old, after))
    rest = iter(new.splitlines(keepends=True))
    assert all(line in rest for line in old.splitlines(keepends=True))


def test_ids_are_fresh_and_the_counter_is_above_them(harbour, take):
    root = root_of(place_takes(harbour, [placed(take()), placed(take("b"), track="B")]))
    ids = [int(e.get("id")) for tag in ("Source", "Region", "Route", "Playlist", "IO", "Processor")
           for e in root.iter(tag)]  # fmt: skip
    assert len(set(ids)) == len(ids)
    assert int(root.get("id-counter")) > max(ids)


def test_takes_of_one_place_are_stacked_with_the_last_on_top(harbour, take):
    takes = [placed(take(f"take{n}", level=n)) for n in range(3)]
    root = root_of(place_takes(harbour, takes))
    assert [name for name, *_ in laid(root, "Takelane MARA")] == ["take0", "take1", "take2"]


def test_a_track_that_is_there_gets_its_takes_whatever_its_case(harbour, take):
    root = root_of(place_takes(harbour, [placed(take(), track="tobin & CO")]))
    assert len(laid(root, "Tobin & co")) == 1
    assert len(root.findall("Routes/Route")) == len(root_of(harbour).findall("Routes/Route"))


def test_new_tracks_play_through_the_master_bus(harbour, take):
    root = root_of(place_takes(harbour, [placed(take(), track="A/B: C")]))
    (track,) = (r for r in root.iter("Route") if r.get("name") == "A-B- C")
    ports = track.findall("IO[@direction='Output']/Port/Connection")
    assert [port.get("other") for port in ports] == ["Master/audio_in 1", "Master/audio_in 2"]
    orders = [int(info.get("order")) for info in root.iterfind("Routes/Route/PresentationInfo")]
    assert sorted(orders) == list(range(len(orders)))


def test_without_a_master_bus_they_go_to_the_speakers(harbour, take):
    harbour.write_bytes(session())
    root = root_of(place_takes(harbour, [placed(take())]))
    others = [connection.get("other") for connection in root.iter("Connection")]
    assert others == ["system:playback_1", "system:playback_2"]


def test_our_own_unchanged_session_is_replaced_and_the_users_is_not(harbour, take):
    first = place_takes(harbour, [placed(take())])
    assert place_takes(harbour, [placed(take("b"))]) == first
    assert [name for name, *_ in laid(root_of(first), "Takelane MARA")] == ["b"]
    saved = first.read_bytes().replace(b'name="b"', b'name="mine"')
    first.write_bytes(saved)
    assert place_takes(harbour, [placed(take())]).name == "harbour-takelane-2.ardour"
    assert first.read_bytes() == saved


def test_going_on_from_a_session_with_takes_adds_only_what_is_new(harbour, take):
    first = place_takes(harbour, [placed(take())])
    before = first.read_bytes()
    second = place_takes(first, [placed(take()), placed(take("take02"))])
    assert second.name == "harbour-takelane-2.ardour"
    assert first.read_bytes() == before
    root = root_of(second)
    assert [name for name, *_ in laid(root, "Takelane MARA")] == ["MARA_001_take01", "take02"]
    assert len(root.findall("Sources/Source")) == 2
    assert media(harbour) == ["MARA_001_take01.wav", "take02.wav"]


def test_nothing_new_changes_nothing_but_the_counter(harbour, take):
    first = place_takes(harbour, [placed(take())])
    second = place_takes(first, [placed(take())])
    counter = re.compile(rb'id-counter="\d+"')
    one, two = (counter.sub(b"", path.read_bytes()).splitlines() for path in (first, second))
    assert two[: len(one)] == one


def test_a_file_of_the_session_is_never_overwritten(harbour, take):
    folder = harbour.parent / "interchange" / "harbour" / "audiofiles"
    (folder / "MARA_001_take01.wav").write_bytes(b"the user's")
    root = root_of(place_takes(harbour, [placed(take())]))
    assert media(harbour) == ["MARA_001_take01-2.wav", "MARA_001_take01.wav"]
    assert (folder / "MARA_001_take01.wav").read_bytes() == b"the user's"
    assert laid(root, "Takelane MARA")[0][1] == "MARA_001_take01-2.wav"


def test_takes_of_one_name_from_two_folders_stay_two(harbour, take, tmp_path):
    one = take(level=1)
    (tmp_path / "other").mkdir()
    other = one.rename(tmp_path / "other" / one.name)
    root = root_of(place_takes(harbour, [placed(other), placed(take(level=2))]))
    files = [file for _, file, _ in laid(root, "Takelane MARA")]
    assert files == media(harbour)[::-1] == ["MARA_001_take01.wav", "MARA_001_take01-2.wav"]


UTF_16 = session().partition(b"\n")[2].decode().encode("utf-16")

UNUSABLE = {
    "no Ardour session": b"<X/>",
    "Ardour 6": session(version=6000),
    "no sample rate": session(rate=1),
    "UTF-8": UTF_16,
    "no Sources": session().replace(b"<Sources/>", b""),
    "no id-counter": session().replace(b"id-counter", b"x"),
}


@pytest.mark.parametrize("why", UNUSABLE)
def test_a_session_that_cannot_hold_takes_is_refused(harbour, take, why):
    harbour.write_bytes(UNUSABLE[why])
    assert_refused(harbour, placed(take()), why)


@pytest.mark.parametrize(
    ("sound", "why"),
    [({"rate": 44_100}, "at that rate"), ({"channels": 2}, "mono"), ({"samples": 0}, "0 samples")],
)
def test_a_take_that_would_sound_wrong_is_refused(harbour, take, sound, why):
    assert_refused(harbour, placed(take(**sound)), why)


@pytest.mark.parametrize("file", ["harbour.ardour", "nothing.wav", "interchange"])
def test_what_is_no_sound_is_refused(harbour, file):
    assert_refused(harbour, placed(harbour.with_name(file)), "cannot be read")


def test_a_bus_is_no_track(harbour, take):
    assert_refused(harbour, placed(take(), track="Master"), "no audio track")


def test_a_session_moved_out_of_its_folder_is_refused(harbour, take):
    (harbour.parent / "interchange" / "another" / "audiofiles").mkdir(parents=True)
    assert_refused(harbour, placed(take()), "no folder of one")


def assert_refused(harbour, take, why):
    """Hold that one sentence says why, and that nothing is written."""
    with pytest.raises(ProjectError, match=why):
        place_takes(harbour, [take])
    assert [path.name for path in harbour.parent.glob("*.ardour")] == ["harbour.ardour"]
    assert media(harbour) == []


@pytest.mark.parametrize("mutated", [mutated_bytes, mutated_xml])
def test_damaged_sessions_get_takes_or_one_sentence(harbour, take, mutated):
    whole = session(route("MARA"), route("Takelane MARA"))
    whole = whole.replace(
        b'<Route name="Takelane MARA"', b'<Route audio-playlist="7" name="Takelane MARA"'
    )
    whole = whole.replace(b"<Playlists/>", b'<Playlists>\n<Playlist id="7"/>\n</Playlists>')
    file, refused = take(), 0
    for content in mutated(whole, 500, seed=11):
        harbour.write_bytes(content)
        before = hashlib.sha256(content).digest()
        try:
            path = place_takes(harbour, [placed(file), placed(file, track="Another")])
            assert root_of(path).find("Sources/Source") is not None
            path.unlink()
        except ProjectError:
            refused += 1
        assert hashlib.sha256(harbour.read_bytes()).digest() == before
    assert 0 < refused < 500
