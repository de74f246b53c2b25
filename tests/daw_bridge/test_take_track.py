import pytest

from daw_bridge.take_track import take_lane_character, track_for


@pytest.mark.parametrize(
    ("track", "character"),
    [
        ("Takelane", ""),
        (" TAKELANE ", ""),
        ("takelane mara", "mara"),
        ("Takelane: Dr. Hale", "Dr. Hale"),
        ("Takelane (Guard 2)", "Guard 2"),
        ("Takelane a;b=c", "a b c"),
        ("My Takelane", None),
        ("Take lane", None),
        ("", None),
    ],
)
def test_the_name_of_a_track_tells_who_speaks(track, character):
    assert take_lane_character(track) == character


def test_track_names_have_single_spaces():
    assert track_for("  Old \t Tom ") == "Takelane Old Tom"
    assert track_for("") == "Takelane"


@pytest.mark.parametrize("character", ["", "MARA", "Dr. Hale", "Guard 2"])
def test_the_track_of_a_character_is_the_character_s(character):
    assert take_lane_character(track_for(character)) == character
