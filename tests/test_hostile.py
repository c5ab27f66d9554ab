"""Hostile files, given to every format: a clear line or a quarantined entry, and nothing changed.

Small ones are read in this process; large ones by the command, with little memory to take.
"""

import io
import random
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from commonlist.errors import CommonlistError
from commonlist.pipeline.ingest import Told, ingest
from commonlist.sources import FORMATS, LISTS
from commonlist.storage import Workspace
from tests.sources import (
    test_au_dfat,
    test_ca_sema,
    test_eu_fsf,
    test_eu_journal,
    test_ftm,
    test_gb_ofsi,
    test_gb_uksl,
    test_in_mha,
    test_kg_fiu,
    test_my_moha,
    test_table,
    test_tr_masak,
    test_un_sc,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SECONDS, MEGABYTES = 20, 1024
"""What a hostile file may take."""
LINE = 64 << 20

SDN = (
    b"<?xml version='1.0'?><sdnList xmlns='http://tempuri.org/sdnList.xsd'><publshInformation>"
    b"<Publish_Date>11/30/2020</Publish_Date><Record_Count>1</Record_Count></publshInformation>"
    b"<sdnEntry><uid>1</uid><lastName>GREY HERON FRONT</lastName><sdnType>Entity</sdnType>"
    b"<programList><program>SDGT</program></programList></sdnEntry></sdnList>"
)
SAMPLES: dict[str, bytes] = {
    "un_sc": test_un_sc.edition(test_un_sc.person(), test_un_sc.group()).encode(),
    "us_ofac_sdn": SDN,
    "us_ofac_nonsdn": SDN.replace(b"SDGT", b"NS-PLC"),
    "gb_ofsi": test_gb_ofsi.SAMPLE.encode("cp1252"),
    "gb_uksl": test_gb_uksl.SAMPLE.encode(),
    "eu_fsf": test_eu_fsf.WHOLE[0],
    "eu_journal": test_eu_journal.act(test_eu_journal.row()).encode(),
    "ca_sema": test_ca_sema.edition(test_ca_sema.PERSON, test_ca_sema.ENTITY).encode(),
    "au_dfat": test_au_dfat.SAMPLE,
    "in_mha": test_in_mha.SAMPLE,
    "tr_masak": test_tr_masak.WHOLE.encode(),
    "my_moha": test_my_moha.document(test_my_moha.row(test_my_moha.GROUP)).encode(),
    "kg_fiu": (test_kg_fiu.HEADER + "\n" + test_kg_fiu.ROW).encode(),
    "table": test_table.of().encode(),
    "ftm": test_ftm.VALID,
}
"""A small file of each format, of invented parties."""
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    + "]>"
).encode()
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{}">]>'
Attack = Callable[[bytes], bytes]


def with_dtd(declared: bytes, entity: bytes) -> Attack:
    """An XML file with a DTD and an entity in its first text; of a workbook, its sheet."""

    def change(data: bytes) -> bytes:
        root = max(data.find(b"?>") + 2, 0) if data.startswith(b"<?xml") else 0
        text = data.find(b">", data.find(b"<", root) + 1) + 1
        return declared + data[root:text] + entity + data[text:]

    return lambda data: in_sheet(data, change) if data[:2] == b"PK" else change(data)


def in_sheet(data: bytes, change: Attack) -> bytes:
    return zipped(
        (name, change(body) if name.endswith("sheet1.xml") else body)
        for name, body in unzipped(data)
    )


def unzipped(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        yield from ((member.filename, packed.read(member)) for member in packed.infolist())


def zipped(members: Iterator[tuple[str, bytes]]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in members:
            packed.writestr(name, body)
    return data.getvalue()


def _noise(_: bytes) -> bytes:
    return random.Random(7).randbytes(50_000)


ATTACKS: dict[str, Attack] = {
    "entity bomb": with_dtd(BILLION_LAUGHS, b"&a9;"),
    "external entity, a file": with_dtd(EXTERNAL.format("file:///etc/hostname").encode(), b"&e;"),
    "external entity, an address": with_dtd(
        EXTERNAL.format("http://127.0.0.1:9/list.xml").encode(), b"&e;"
    ),
    "NUL bytes": lambda data: data[: len(data) // 2] + b"\0\0\0" + data[len(data) // 2 :],
    "NUL bytes alone": lambda data: b"\0" * len(data),
    "UTF-16": lambda data: data.decode("latin-1").encode("utf-16"),
    "no encoding": lambda data: data[: len(data) // 2] + b"\xff\x81\xfe" + data[len(data) // 2 :],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut at the end": lambda data: data[:-20],
    "twice in one file": lambda data: data + data,
    "nothing": lambda data: b"",
    "blanks": lambda data: b" \r\n" * 1000,
    "random bytes": _noise,
    "zip in a zip": lambda data: zipped(iter([("a.zip", zipped(iter([("sdn.xml", data)])))])),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run of the command took and said."""

    status: int
    err: str
    seconds: float


def told(source: str) -> Told:
    return Told(name="mine" if source == "ftm" else "", scope="part", generated="2020-11-30")


def ingested(folder: Path, source: str, path: Path) -> dict[str, Any] | CommonlistError:
    """What a file gives, if not an error for a person."""
    try:
        with Workspace(folder, NOW) as opened:
            return ingest(opened, source, [path], NOW, told(source))
    except CommonlistError as error:
        return error


def dump(folder: Path) -> str:
    with sqlite3.connect(folder / "commonlist.db") as connection:
        return "\n".join(connection.iterdump())


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace that holds something; whatever is refused leaves it as it was."""
    path = tmp_path_factory.mktemp("kept") / "kept.csv"
    path.write_bytes(SAMPLES["table"])
    with Workspace(path.parent / "ws", NOW) as opened:
        ingest(opened, "table", [path], NOW, told("table"))
        yield opened


def test_every_format_is_attacked() -> None:
    assert SAMPLES.keys() == {*LISTS, *FORMATS}


@pytest.mark.parametrize("source", SAMPLES)
def test_sample_itself_is_read(source: str, tmp_path: Path) -> None:
    path = tmp_path / "32001R2580.csv"
    path.write_bytes(SAMPLES[source])
    with Workspace(tmp_path / "ws", NOW) as opened:
        figures = ingest(opened, source, [path], NOW, told(source))
    assert figures["records"] >= 1
    assert figures["quarantined"] == 0


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("source", SAMPLES)
def test_hostile_file_is_refused_or_quarantined(
    source: str, attack: str, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "32001R2580.csv"
    path.write_bytes(ATTACKS[attack](SAMPLES[source]))
    before = dump(workspace.folder)
    started = time.monotonic()
    outcome = ingested(tmp_path / "ws", source, path)
    assert time.monotonic() - started < SECONDS
    if isinstance(outcome, CommonlistError):
        assert "\n" not in str(outcome)
        assert path.name in str(outcome) or source in str(outcome)
        assert isinstance(ingested(workspace.folder, source, path), CommonlistError)
        assert dump(workspace.folder) == before
        assert workspace.check() == ()
    else:
        assert outcome["records"] + outcome["quarantined"] >= 1
        assert Path("/etc/hostname").read_text().strip() not in dump(tmp_path / "ws")


@pytest.mark.parametrize("source", SAMPLES)
def test_folder_of_nothing_and_of_foreign_files_is_refused(
    source: str, workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    before = dump(workspace.folder)
    with pytest.raises(CommonlistError, match="no file given"):
        ingest(workspace, source, [folder], NOW, told(source))
    (folder / "inner").mkdir()
    (folder / "letter.txt").write_text("Dear reader, this is no list.\n")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(CommonlistError):
        ingest(workspace, source, [folder], NOW, told(source))
    assert dump(workspace.folder) == before


def run(workspace: Path, source: str, path: Path) -> Taken:
    """Ingest by the command, with no more memory than it may take."""
    program = (
        "import resource; from commonlist.cli import main;"
        f"resource.setrlimit(resource.RLIMIT_AS, ({MEGABYTES << 20},) * 2); main()"
    )
    said = ("--generated", "2020", "--scope", "part", "--name", "mine")
    words = (sys.executable, "-c", program, "-w", workspace, "ingest", source, path, *said)
    started = time.monotonic()
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    return Taken(ran.returncode, ran.stderr, time.monotonic() - started)


def _one_line(data: bytes) -> bytes:
    return data.rstrip() + b"a" * LINE


def _one_row(data: bytes) -> bytes:
    return data.rstrip() + b'a,"' * (LINE // 3)


def _one_attribute(data: bytes) -> bytes:
    return data[: data.find(b">")] + b' a="' + b"a" * LINE + b'"' + data[data.find(b">") :]


def _one_text(data: bytes) -> bytes:
    return data[: data.find(b">", 60) + 1] + b"a" * LINE + data[data.find(b">", 60) + 1 :]


def _empty_elements(data: bytes) -> bytes:
    root = data.find(b">", data.find(b"<", 2)) + 1
    return data[:root] + b"<a/>" * (LINE // 4) + data[root:]


def _bomb(data: bytes) -> bytes:
    names = ("sdn.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml")
    return zipped((name, b" " * (1 << 28)) for name in names)


def _bomb_in_sheet(data: bytes) -> bytes:
    return in_sheet(data, lambda sheet: b" " * (1 << 29)) if data[:2] == b"PK" else _bomb(data)


LARGE: dict[str, Attack] = {
    "one line of 64 MB": _one_line,
    "one row of 64 MB": _one_row,
    "one attribute of 64 MB": _one_attribute,
    "one text of 64 MB": _one_text,
    "16 million elements on a line": _empty_elements,
    "zip bomb": _bomb,
    "zip bomb in a workbook": _bomb_in_sheet,
}
SHORT = {
    ("un_sc", "one text of 64 MB"),
    ("us_ofac_sdn", "zip bomb"),
    ("gb_ofsi", "one line of 64 MB"),
    ("au_dfat", "zip bomb in a workbook"),
    ("ftm", "one line of 64 MB"),
    ("tr_masak", "one line of 64 MB"),
}
"""What the short suite runs of these; the full one runs all."""


@pytest.mark.parametrize(
    ("source", "attack"),
    [
        pytest.param(s, a, marks=() if (s, a) in SHORT else pytest.mark.full)
        for s in SAMPLES
        for a in LARGE
    ],
)
def test_large_hostile_file_stays_within_limits(
    source: str, attack: str, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "32001R2580.csv"
    path.write_bytes(LARGE[attack](SAMPLES[source]))
    before = dump(workspace.folder)
    copytree(workspace.folder, tmp_path / "ws")
    taken = run(tmp_path / "ws", source, path)
    path.unlink()
    assert taken.seconds < SECONDS
    after = dump(tmp_path / "ws")
    if taken.status:
        assert (taken.status, taken.err.count("\n")) == (2, 1), taken
        assert after == before
    else:  # an entry in quarantine, or what nobody reads: nothing of that size is kept
        assert taken.err == ""
        assert len(after) < LINE // 8
    with Workspace(tmp_path / "ws", NOW) as opened:
        assert opened.check() == ()
