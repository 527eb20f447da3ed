"""What loggers write is read; what cannot be relied on is refused, with its row."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.formats.sheets import SheetKindError
from kortreist.formats.temperatures import (
    MOST_READINGS,
    Measured,
    TemperatureClockError,
    TemperatureRowError,
    TemperatureRowsError,
    TemperatureTableError,
    TemperatureUnitError,
    read_log,
)
from kortreist.kernel.periods import OSLO


def utc(day, hour, minute=0, second=0):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


_layouts = {
    "iso, comma": "time,temperature\n2026-11-26T08:00:00Z,3.5\n2026-11-26T08:10:00Z,-18.25\n",
    "semicolon, decimal comma": "Dato;Klokkeslett;Temp (°C)\n"
    "26.11.2026;09:00;3,5\n26.11.2026;09:10;-18,25\n",
    "head lines": "Logger: TL-20\nSerienr;4711\nIntervall;10 min\n\n"
    "Nr;Tid;Kanal 1 °C;Fukt %\n1;26.11.2026 09:00:00;3,5;81\n2;26.11.2026 09:10:00;-18,25;80\n",
    "tab, year first": "2026/11/26 09:00\t3.5\n2026/11/26 09:10\t-18.25\n",
    "offset": "2026-11-26 10:00:00+02:00;3,5\n2026-11-26 10:10:00+0200;−18,25\n",
    "american": "Time,Celsius(°C)\n11/26/2026 9:00:00 AM,3.5\n11/26/2026 9:10:00 AM,-18.25\n",
    "newest first": "Tid;°C\n26.11.2026 09:10;-18,25\n26.11.2026 09:00;3,5\n",
    "unquoted decimal comma": "Tid,°C\n26.11.2026 09:00,3,5\n26.11.2026 09:10,-18,25\n",
    "humidity first": "Tid;Fukt;Temperatur\n26.11.26 09:00;81;3,5\n26.11.26 09:10;80;-18,25\n",
    "degrees in the cells": "26.11.2026 09:00;3,5 °C\n26.11.2026 09:10;-18,25 °C\n",
}


@pytest.mark.parametrize("name", _layouts)
def test_a_layout_is_read(name):
    readings = read_log(_layouts[name].encode())
    assert [(row.at, row.temperature_dc) for row in readings] == [
        (utc(26, 8), 35),
        (utc(26, 8, 10), -183),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_letters_are_read(encoding):
    content = "Kjølerom Ålen;\nTid;°C\n26.11.2026 09:00;3,5\n".encode(encoding)
    assert read_log(content) == (Measured(utc(26, 8), 35, 3),)


def test_the_hour_that_comes_twice_is_told_by_the_rows():
    # given the night to 25 October 2026, every half hour by the wall
    walls = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    content = "Tid;°C\n" + "".join(f"25.10.2026 {wall};4\n" for wall in walls)
    # when
    moments = [row.at for row in read_log(content.encode())]
    # then
    assert moments[0] == datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert {b - a for a, b in itertools.pairwise(moments)} == {timedelta(minutes=30)}


_refusals = [
    ("Tid;°C\n26.11.2026 09:00;3,5\n26.11.2026 09:10;ERR\n", TemperatureRowError, {"row": 3}),
    ("Tid;°C\n26.11.2026 09:00;3,5\nSlutt;\n", TemperatureRowError, {"row": 3}),
    ("Tid;°C\n26.11.2026 09:00;3,5\n26.11.2026 09:10;999\n", TemperatureRowError, {"row": 3}),
    ("Tid;°C\n26.11.2026 09:00;3,5\n31.11.2026 09:10;4\n", TemperatureRowError, {"row": 3}),
    (
        "Tid;°C\n26.11.2026 09:00;3\n26.11.2026 08:00;3\n26.11.2026 10:00;3\n",
        TemperatureClockError,
        {"row": 3},
    ),
    ("Tid;Temp °F\n26.11.2026 09:00;38,5\n", TemperatureUnitError, {"head": "Temp °F"}),
    ("Vare;Pris\nGulrot;30\n", TemperatureTableError, {}),
]


@pytest.mark.parametrize(("text", "error", "params"), _refusals)
def test_what_cannot_be_relied_on_is_refused(text, error, params):
    with pytest.raises(error) as caught:
        read_log(text.encode())
    assert params.items() <= caught.value.params.items()


def test_a_picture_is_no_log():
    with pytest.raises(SheetKindError):
        read_log(b"\x89PNG\r\n")


def test_too_many_rows_are_refused_and_as_many_as_fit_are_read():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [f"{(start + timedelta(minutes=n)).isoformat()};4,0" for n in range(MOST_READINGS)]
    assert len(read_log("\n".join(rows).encode())) == MOST_READINGS
    with pytest.raises(TemperatureRowsError):
        read_log("\n".join([*rows, "2027-01-01T00:00:00Z;4,0"]).encode())


@given(
    st.lists(st.integers(-500, 600), min_size=1, max_size=40),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001  # as a wall shows
)
def test_what_is_written_by_the_wall_is_read_back(degrees, start):
    begin = start.replace(second=0, microsecond=0, tzinfo=OSLO).astimezone(UTC)
    moments = [begin + timedelta(minutes=10 * n) for n in range(len(degrees))]
    lines = [
        f"{at.astimezone(OSLO):%d.%m.%Y %H:%M};{tenths / 10:.1f}".replace(".", ",").replace(
            ",", ".", 2
        )
        for at, tenths in zip(moments, degrees, strict=True)
    ]
    read = read_log("\n".join(["Tid;°C", *lines]).encode())
    assert [row.temperature_dc for row in read] == degrees
    assert {b.at - a.at for a, b in itertools.pairwise(read)} <= {timedelta(minutes=10)}
