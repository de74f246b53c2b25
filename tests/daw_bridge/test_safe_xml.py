import gzip
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from daw_bridge import safe_xml
from daw_bridge.safe_xml import gunzip, member, number, parse_xml
from daw_bridge.timeline import ProjectError

SOURCE = Path("set.als")
LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<lolz>&lol1;</lolz>"""
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
ELSEWHERE = b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>'


def zipped(path, method=zipfile.ZIP_DEFLATED, **members):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_document_is_read_without_its_white_space():
    root = parse_xml("<a x='é'>\n <b/>\n <c>  0 1\n2 3 </c>\n</a>".encode(), SOURCE)
    assert [root.tag, root.attrib, root.text] == ["a", {"x": "é"}, None]
    assert [(part.tag, part.text, part.tail) for part in root] == [
        ("b", None, None),
        ("c", "  0 1\n2 3 ", None),
    ]


def test_other_encodings_are_read():
    assert parse_xml("<a x='é'/>".encode("utf-16"), SOURCE).get("x") == "é"


def test_what_is_skipped_leaves_its_place_but_not_its_inside():
    root = parse_xml(b"<a><s><s><b/></s>text</s><b/><s/></a>", SOURCE, skip=("s",))
    assert [part.tag for part in root.iter()] == ["a", "b"]


@pytest.mark.parametrize("document", [LAUGHS, OUTSIDE, ELSEWHERE])
def test_document_types_and_entities_are_refused(document):
    with pytest.raises(ProjectError, match="document type or entities"):
        parse_xml(document, SOURCE)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"no xml",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a>&undefined;</a>",
        b"<a>\x00</a>",
        b"\xff\xfe<\x00",
        b'<?xml version="1.0" encoding="utf-9"?><a/>',
        b'<?xml version="1.0" encoding="idna"?><a/>',
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b'<a x="1" x="2"/>',
    ],
)
def test_what_is_no_xml_is_told_in_a_sentence(document):
    with pytest.raises(ProjectError, match=r"set\.als is damaged: its XML cannot be read"):
        parse_xml(document, SOURCE)


@pytest.mark.parametrize(
    ("limit", "value", "document", "what"),
    [
        ("DEEPEST", 10, b"<a>" * 11, "nested more than 10 deep"),
        ("MOST_ELEMENTS", 10, b"<a>" + b"<b/>" * 10, "more than 10 elements"),
        ("MOST_KEPT", 10, b"<a>" + b"<b/>" * 10, "more than 10 elements"),
        ("LARGEST", 10, b"<a>......</a>", "more than 0 MiB"),
    ],
)
def test_limits(monkeypatch, limit, value, document, what):
    monkeypatch.setattr(safe_xml, limit, value)
    with pytest.raises(ProjectError, match=what):
        parse_xml(document, SOURCE)


def test_what_is_skipped_does_not_count_as_kept(monkeypatch):
    monkeypatch.setattr(safe_xml, "MOST_KEPT", 10)
    root = parse_xml(b"<a><s>" + b"<b/>" * 100 + b"</s></a>", SOURCE, skip=("s",))
    assert len(root) == 0


@pytest.mark.parametrize("opening", [b'<a b="', b"<a><!--", b"<a ", b"<"])
def test_an_endless_piece_stops_early(opening):
    with pytest.raises(ProjectError, match="a tag of over"):
        parse_xml(opening + b"x" * (32 << 20), SOURCE)


def test_gzip_is_unpacked_and_anything_else_left_as_it_is(tmp_path):
    path = tmp_path / "a"
    for content in (b"<a/>", b"", b"\x1f"):
        path.write_bytes(content)
        assert gunzip(path) == content
        path.write_bytes(gzip.compress(content))
        assert gunzip(path) == content


def test_a_gzip_bomb_stops_early(tmp_path):
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as file:
        for _ in range(64):
            file.write(bytes(1 << 20))
    path = tmp_path / "bomb.als"
    path.write_bytes(packed.getvalue())
    tracemalloc.start()
    with pytest.raises(ProjectError, match=r"bomb\.als has more than 4,194,304 bytes"):
        gunzip(path, limit=4 << 20)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 12 << 20


def test_a_plain_file_stops_early_too(tmp_path):
    path = tmp_path / "large.als"
    path.write_bytes(bytes(100))
    assert gunzip(path, limit=100) == bytes(100)
    with pytest.raises(ProjectError, match="more than 99 bytes"):
        gunzip(path, limit=99)


def test_a_zip_bomb_stops_early(tmp_path):
    path = zipped(tmp_path / "bomb.zip", project=bytes(64 << 20))
    assert path.stat().st_size < 1 << 20
    tracemalloc.start()
    with pytest.raises(ProjectError, match=r"bomb\.zip has more than"):
        member(path, "project", limit=4 << 20)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 12 << 20


def test_members_are_only_found_by_their_exact_name(tmp_path):
    path = zipped(tmp_path / "a.zip", **{"../project.xml": b"out", "sub/project.xml": b"in"})
    for name in ("project.xml", "PROJECT.XML", "..", ""):
        with pytest.raises(ProjectError, match=r"a\.zip holds no"):
            member(path, name)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.zip"]


def test_unusual_packing_is_refused(tmp_path):
    for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        path = zipped(tmp_path / "a.zip", method, project=b"x")
        with pytest.raises(ProjectError, match="packed in an unusual way"):
            member(path, "project")


def test_a_locked_member_is_told_in_a_sentence(tmp_path):
    path = zipped(tmp_path / "a.zip", project=b"x")
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="cannot be unpacked"):
        member(path, "project")


@pytest.mark.parametrize("read", [gunzip, lambda path: member(path, "project")])
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path, read):
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(ProjectError, match="cannot be read: "):
            read(path)


def test_a_torn_file_is_told_in_a_sentence(tmp_path):
    path = tmp_path / "torn"
    path.write_bytes(gzip.compress(bytes(range(256)) * 99)[:-20])
    with pytest.raises(ProjectError, match="torn is damaged and cannot be unpacked"):
        gunzip(path)
    path.write_bytes(zipped(tmp_path / "a.zip", project=b"x" * 999).read_bytes()[:-30])
    with pytest.raises(ProjectError, match="torn is damaged and cannot be unpacked"):
        member(path, "project")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", 1.5), ("-9", -9.0), ("1e3", None), ("nan", None), ("inf", None), ("", None),
     (None, None), ("1,5", None), ("9" * 5000, None)],
)  # fmt: skip
def test_numbers(text, value):
    assert number(text, limit=100) == value
