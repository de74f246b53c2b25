"""Takes come to lie where their regions are, once, whoever moves, closes or dies meanwhile."""

import random
from pathlib import Path

import pytest

from daw_bridge.spool import TO_DAW, Spool
from tests.daw_bridge.reaper.fake_reaper import CONNECT, FakeReaperProcess

WAV = b"RIFF\x24\x00\x00\x00WAVE"
SAMPLE_RATE = 48_000


@pytest.fixture
def order(spool, tmp_path):
    """Order a take as Takelane does; `place` gives the letter's id."""

    def place(take, region, start=1.0, end=2.5, **changes):
        file = tmp_path / "takes" / f"{take}.wav"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(WAV)
        data = {
            "take": take, "region": region, "start": start, "end": end, "character": "MARA",
            "name": f"MARA_{take}", "file": str(file),
            "samples": round((end - start) * SAMPLE_RATE), "sample_rate": SAMPLE_RATE,
        }  # fmt: skip
        return spool.send("place", data | changes, name=f"take-{take}")

    return place


@pytest.fixture
def region(reaper):
    return reaper.add_region("MARA: They are inside.", 1.0, 2.5)


def answers(spool):
    """Read the answers, and be done with them."""
    letters = spool.received()
    for letter in letters:
        spool.done(letter.id)
    return [(letter.kind, letter.data["take"]) for letter in letters]


def waiting(tmp_path):
    return [path.name for path in (tmp_path / "Takelane" / TO_DAW).iterdir()]


def test_a_take_comes_to_lie_on_its_region(reaper, region, spool, order, tmp_path):
    order("t1", region)
    reaper.tick()
    [track] = reaper.tracks()
    assert track["name"] == "Takelane MARA"
    [item] = track["items"]
    assert (item["start"], item["length"], item["region"]) == (1.0, 1.5, region)
    file = str(tmp_path / "takes" / "t1.wav")
    assert item["takes"] == [{"name": "MARA_t1", "file": file, "id": "t1"}]
    assert item["values"]["B_LOOPSRC"] == 0
    assert item["values"]["D_FADEINLEN"] == item["values"]["D_FADEOUTLEN"] == 0
    assert reaper.do(f'return fake.peaks["{file}"]') == "built"
    [letter] = spool.received()
    assert (letter.kind, letter.data) == ("placed", {"take": "t1", "start": 1})
    assert waiting(tmp_path) == []
    assert reaper.undo_steps() == ["Takelane: place take"]


def test_the_next_take_joins_the_item_and_plays(reaper, region, spool, order):
    order("t1", region)
    reaper.tick()
    order("t2", region)
    reaper.tick()
    [item] = reaper.items()
    assert [take["id"] for take in item["takes"]] == ["t1", "t2"]
    assert item["active"] == 2
    assert answers(spool) == [("placed", "t1"), ("placed", "t2")]


def test_takes_that_come_together_are_one_undo_step(reaper, region, spool, order):
    other = reaper.add_region("TOBIN: No.", 4.0, 5.0)
    order("t1", region)
    order("t2", other, 4.0, 5.0, character="  TOBIN \t the  elder ")
    order("t3", region)
    reaper.tick()
    assert reaper.undo_steps() == ["Takelane: place takes"]
    assert [track["name"] for track in reaper.tracks()] == [
        "Takelane MARA", "Takelane TOBIN the elder",
    ]  # fmt: skip
    assert answers(spool) == [("placed", "t1"), ("placed", "t2"), ("placed", "t3")]
    assert reaper.do("return fake.undo()") == "Takelane: place takes"
    assert reaper.tracks() == []


def test_nothing_changes_until_takes_come(reaper, region):
    reaper.tick(60)
    assert reaper.undo_steps() == []
    assert reaper.do("return fake.calls.CountTakes or 0") == 0


def test_an_undone_take_is_not_placed_again_by_itself(reaper, region, spool, order):
    order("t1", region)
    reaper.tick()
    reaper.do("fake.undo()")
    reaper.tick(60)
    assert reaper.tracks() == []
    assert answers(spool) == [("placed", "t1")]


def test_a_take_is_placed_once_however_often_it_is_ordered(reaper, region, spool, order):
    for _ in range(3):
        order("t1", region)
        reaper.tick()
    [item] = reaper.items()
    assert len(item["takes"]) == 1
    assert answers(spool) == [("placed", "t1")] * 3
    assert len(reaper.undo_steps()) == 1


def test_a_take_that_is_ordered_twice_at_once_is_placed_once(reaper, region, spool, order):
    first = order("t1", region)
    letter = Path(spool._outbox) / f"{first}.json"
    (letter.parent / "9000000000000000000-copy.json").write_bytes(letter.read_bytes())
    reaper.tick()
    assert [len(item["takes"]) for item in reaper.items()] == [1]
    assert answers(spool) == [("placed", "t1")] * 2


def test_a_take_follows_its_region(reaper, region, spool, order):
    order("t1", region)
    reaper.tick()
    reaper.do(f'fake.change_region("{region}", {{start = 7.0, finish = 8.5}})')
    order("t2", region)
    reaper.tick()
    old, new = reaper.items()
    assert (old["start"], [take["id"] for take in old["takes"]]) == (1.0, ["t1"])
    assert (new["start"], [take["id"] for take in new["takes"]]) == (7.0, ["t2"])
    assert [letter.data["start"] for letter in spool.received()] == [1, 7]


def test_an_item_that_was_moved_away_is_left_alone(reaper, region, order):
    order("t1", region)
    reaper.tick()
    reaper.do("fake.move_item(1, 1, 20.0)")
    order("t2", region)
    reaper.tick()
    assert [(item["start"], len(item["takes"])) for item in reaper.items()] == [(20, 1), (1, 1)]


def test_a_longer_take_is_never_cut_by_a_shorter_item(reaper, region, order):
    order("t1", region)
    reaper.tick()
    reaper.do(f'fake.change_region("{region}", {{finish = 4.0}})')
    order("t2", region, 1.0, 4.0)
    reaper.tick()
    assert [(item["length"], len(item["takes"])) for item in reaper.items()] == [(1.5, 1), (3, 1)]


def test_a_take_of_a_region_that_is_gone_is_not_placed(reaper, region, spool, order, tmp_path):
    reaper.do(f'fake.remove_region("{region}")')
    order("t1", region)
    reaper.tick()
    [letter] = spool.received()
    assert letter.kind == "not_placed"
    assert letter.data["take"] == "t1"
    assert "region is gone" in letter.data["reason"]
    assert waiting(tmp_path) == []
    assert reaper.undo_steps() == []


@pytest.mark.parametrize("content", [None, b"no sound"])
def test_a_file_that_cannot_be_read_is_not_placed(reaper, region, spool, order, tmp_path, content):
    order("t1", region)
    file = tmp_path / "takes" / "t1.wav"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    reaper.tick()
    [letter] = spool.received()
    assert letter.kind == "not_placed"
    assert str(file) in letter.data["reason"]
    assert reaper.tracks() == []
    assert reaper.undo_steps() == []


def test_a_refusal_of_reaper_is_told_and_the_others_are_placed(reaper, region, spool, order):
    order("t1", region)
    order("t2", region)
    reaper.do("fake.hooks.AddTakeToMediaItem = function() fake.hooks.AddTakeToMediaItem = nil;"
              ' error("track is locked") end')  # fmt: skip
    reaper.tick()
    kinds = {letter.data["take"]: letter.kind for letter in spool.received()}
    assert kinds == {"t1": "not_placed", "t2": "placed"}
    assert reaper.do("return fake.project().before == nil") is True


def test_the_users_own_track_is_used_however_it_is_written(reaper, region, order):
    reaper.do('fake.add_track("takelane mara")')
    reaper.do("fake.add_item(1, 1.0, 1.5)")
    order("t1", region)
    reaper.tick()
    [track] = reaper.tracks()
    mine, placed = track["items"]
    assert mine["takes"] == []
    assert placed["region"] == region


def test_a_line_of_nobody_lies_on_a_track_of_its_own(reaper, region, order):
    order("t1", region, character="")
    reaper.tick()
    assert [track["name"] for track in reaper.tracks()] == ["Takelane"]


def test_a_take_finds_its_project_in_another_tab(reaper, region, spool, order):
    reaper.do('fake.new_tab("other.rpp")')
    reaper.add_region("another line", 1.0, 2.0)
    order("t1", region)
    reaper.tick()
    assert answers(spool) == [("placed", "t1")]
    assert reaper.tracks() == []
    assert reaper.do("return fake.current") == 2
    reaper.do("fake.current = 1")
    assert len(reaper.items()) == 1


@pytest.mark.parametrize(
    "step",
    ["InsertTrackAtIndex", "AddTakeToMediaItem", "Undo_EndBlock2", "UpdateArrange", "genGuid"],
)
def test_whoever_dies_meanwhile_nothing_is_lost_or_placed_twice(
    start_reaper, spool, order, tmp_path, step
):
    """The project that comes back may be the one before the take, half of it, or all of it."""
    first = start_reaper()
    first.act(CONNECT)
    region = first.add_region("MARA: They are inside.", 1.0, 2.5)
    first.tick(3)
    order("t1", region)
    first.do(f'fake.die_at("{step}", 1, "{tmp_path / "saved.lua"}")')
    with pytest.raises(EOFError):
        first.tick()
    assert answers(spool) == []

    second = start_reaper()
    second.do(f'fake.load("{tmp_path / "saved.lua"}")')
    second.act(CONNECT)
    second.tick()
    assert answers(spool) == [("placed", "t1")]
    takes = [take["id"] for item in second.items() for take in item["takes"]]
    assert takes.count("t1") == 1
    assert waiting(tmp_path) == []


def test_the_answer_waits_while_takelane_is_away(reaper, region, order, tmp_path):
    order("t1", region)
    reaper.tick()
    assert answers(Spool(tmp_path / "Takelane")) == [("placed", "t1")]


def test_what_cannot_be_answered_yet_is_asked_again(reaper, region, spool, order, tmp_path):
    outbox = tmp_path / "Takelane" / "to_takelane"
    outbox.rmdir()
    outbox.write_text("in the way")
    order("t1", region)
    reaper.tick()
    assert len(waiting(tmp_path)) == 1
    outbox.unlink()
    outbox.mkdir()
    reaper.tick()
    assert answers(spool) == [("placed", "t1")]
    assert [len(item["takes"]) for item in reaper.items()] == [1]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b'{"protocol": "takelane-bridge/1", "kind": "place", "data": {', "cut"),
        (b'{"protocol": "takelane-bridge/2", "kind": "stop", "data": {}}', "another version"),
        (b'{"protocol": "takelane-bridge/1", "kind": "format disk", "data": {}}', "unknown"),
        (b'{"protocol": "takelane-bridge/1", "kind": "place", "data": {"take": 3}}', "no take"),
        (b'{"protocol": "takelane-bridge/1", "kind": 3, "data": {}}', "no kind"),
        (b"[" * 100_000, "deep"),
        (b'"\\ud800', "half an escape"),
        (b"x" * 2_000_000, "large"),
    ],
)
def test_a_damaged_letter_is_moved_aside(reaper, spool, tmp_path, content, what):
    inbox = tmp_path / "Takelane" / TO_DAW
    (inbox / "0000000000000000001-bad.json").write_bytes(content)
    reaper.tick()
    assert waiting(tmp_path) == ["0000000000000000001-bad.refused"], what
    assert reaper.console() == []
    assert spool.changed_at("daw") > 0


def test_mutated_letters_harm_nobody(reaper, region, spool, order, tmp_path):
    inbox = tmp_path / "Takelane" / TO_DAW
    sent = inbox / f"{order('t1', region)}.json"
    content = sent.read_bytes()
    sent.unlink()
    chance = random.Random(1)
    for number in range(300):
        mutated = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        cut = chance.randrange(len(content)) if number % 3 == 0 else len(content)
        (inbox / f"{number:019d}-mutated.json").write_bytes(mutated[:cut])
    reaper.tick()
    assert [name for name in waiting(tmp_path) if name.endswith(".json")] == []
    assert reaper.console() == []
    order("t2", region)
    reaper.tick()
    assert ("placed", "t2") in answers(spool)


def test_what_is_no_letter_is_left_alone(reaper, spool, tmp_path):
    inbox = tmp_path / "Takelane" / TO_DAW
    names = {"notes.txt", "0001-a.json.part", ".0001-b.json", "..json"}
    for name in names:
        (inbox / name).write_text("{}")
    reaper.tick()
    assert set(waiting(tmp_path)) == names


def test_playing_and_stopping(reaper, spool):
    spool.send("play", {"position": 12.25})
    reaper.tick()
    playing = "return {fake.project().playing, fake.project().position}"
    assert reaper.do(playing) == [True, 12.25]
    spool.send("stop", {})
    reaper.tick()
    assert reaper.do(playing)[0] is False


def test_nobody_waits_for_the_transport_of_yesterday(reaper, tmp_path):
    early = Spool(tmp_path / "Takelane", clock=lambda: 1_700_000_000)
    early.send("play", {"position": 12.25})
    reaper.tick()
    assert reaper.do("return fake.project().playing") is False
    assert waiting(tmp_path) == []


def test_a_sentence_is_not_told_twice_in_a_row(reaper, spool):
    first, second = "MARA: no time for that.", "TOBIN: ready."
    for message in (first, first, second, first):
        spool.send("tell", {"message": message})
        reaper.tick()
    assert reaper.console() == [f"Takelane: {first}\n", f"Takelane: {second}\n"]
    reaper.tick(330)
    spool.send("tell", {"message": first})
    reaper.tick()
    assert reaper.console()[2:] == [f"Takelane: {first}\n"]


@pytest.mark.parametrize("damage", [{"samples": 10**12}, {"samples": 0}, {"sample_rate": -1}])
def test_a_take_of_an_impossible_length_is_refused(reaper, region, order, tmp_path, damage):
    order("t1", region, **damage)
    reaper.tick()
    assert reaper.tracks() == []
    assert [name.partition(".")[2] for name in waiting(tmp_path)] == ["refused"]


def test_go_is_heard_at_once(reaper, region, spool, order):
    reaper.tick(2)
    order("t1", region)
    reaper.act(CONNECT)
    reaper.tick(1)
    assert answers(spool) == [("placed", "t1")]


def test_from_region_to_take(reaper: FakeReaperProcess, spool, order):
    """What a user does, from the first region to the second take."""
    region = reaper.add_region("MARA: They are inside.", 1.0, 2.5)
    reaper.act("render_all")
    reaper.tick()
    [letter] = spool.received()
    told = {one["id"]: one for one in spool.state("timeline")["regions"]}
    for take, wanted in enumerate([*letter.data["regions"]] * 2):
        order(f"t{take}", wanted, told[wanted]["start"], told[wanted]["end"])
        reaper.tick()
    spool.done(letter.id)
    [item] = reaper.items()
    assert item["region"] == region
    assert item["active"] == len(item["takes"]) == 2
