"""What is the user's lies in the data and document folders of the system."""

from gui import places
from model import engines, voices


def test_own_voices_lie_beside_the_other_data_and_leave_the_installed_names(tmp_path, record):
    own = places.own_voices(tmp_path)
    name = next(iter(voices.installed(engines.folder(engines.SHIPPED))))
    voice = own.bring(record(f"{name}.wav")).voice
    assert voice.name == f"{name} 2"
    assert voice.prompt.parent == tmp_path / "voices"


def test_nothing_is_kept_in_the_folder_of_the_program():
    assert places.data().is_absolute()
    assert places.library().name == "Takelane"
