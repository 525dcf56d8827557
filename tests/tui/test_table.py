"""The table: what it shows, how one moves in it, and that a million rows neither stand still nor become objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from auditor.locale.alphabet import sort_key
from auditor.tui.session import Session
from auditor.tui.source import Cell, Column, FrameSource
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.layout import fit
from auditor.tui.widgets.table import Table
from tests.tui.conftest import make_session, seen, settle

COLUMNS = (
    Column("name", "Navn", frozen=True),
    Column("count", "Antall", numeric=True),
    *(Column(f"c{number}", f"Kolonne {number}") for number in range(8)),
)


def frame(rows: int) -> pl.DataFrame:
    """Some rows with a name, a number and eight texts."""
    return pl.select(pl.int_range(rows).alias("count")).with_columns(
        pl.format("navn {}", rows - pl.col("count")).alias("name"),
        *(pl.format("verdi {}", pl.col("count") % 1000).alias(f"c{number}") for number in range(8)),
    )


class Shows(App[None]):
    """One table and nothing else."""

    def __init__(self, table: type[Table], source: FrameSource, **options: Any) -> None:
        self.session: Session = make_session()
        super().__init__()
        self.make = lambda: table(source, **options)

    def compose(self) -> ComposeResult:
        """The table."""
        yield self.make()

    @property
    def table(self) -> Any:
        """The table."""
        return self.query_one(Table)


def browser(rows: int | pl.DataFrame, columns: tuple[Column, ...] = COLUMNS) -> Shows:
    """An app with a table that can be searched, filtered and sorted."""
    source = FrameSource(rows if isinstance(rows, pl.DataFrame) else frame(rows), columns)
    return Shows(Browser, source, name="test")


@pytest.mark.parametrize(
    "text", ["", "abc", "漢字かな交じり文", "e\u0301e\u0301e\u0301", "👩‍👩‍👧 familie", "abcdefghijkl"]
)
@pytest.mark.parametrize("width", [1, 2, 5, 9, 20])
@pytest.mark.parametrize("right", [False, True])
def test_every_text_is_cut_or_padded_to_the_cells_it_has(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(text, width, right)) == width


async def test_keys_move_to_where_they_say() -> None:
    app = browser(1000)
    async with app.run_test(size=(80, 24)) as pilot:
        places = []
        for key in ("j", "down", "k", "G", "g", "end", "home", "pagedown", "pageup"):
            await pilot.press(key)
            places.append(app.table.cursor_row)
        assert places == [1, 2, 1, 999, 0, 999, 0, 21, 0]
        await pilot.press("l", "right", "h")
        assert app.table.cursor_column == 1


async def test_identifying_columns_stay_while_the_others_scroll_by_whole_columns() -> None:
    app = browser(50)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press(*["l"] * 9)
        await pilot.pause()
        lines = seen(app).splitlines()
        assert lines[0].startswith("  Navn ")
        assert "Kolonne 7" in lines[0]
        assert "Antall" not in lines[0]
        assert lines[1].startswith("› navn 50  verdi 0")


async def test_numbers_stand_to_the_right() -> None:
    app = browser(frame(120).select("count", "name"), (Column("count", "Antall", numeric=True), Column("name", "Navn")))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("G")
        await pilot.pause()
        lines = seen(app).splitlines()
        assert lines[0].startswith("  Antall  Navn")
        assert [line.index("navn") for line in lines[1:]] == [10] * 11
        assert lines[-1].startswith("›    119")


async def test_the_same_sort_a_second_time_goes_the_other_way_by_key_and_by_mouse() -> None:
    app = browser(pl.DataFrame({"name": ["Årdal", "Ås", "Oslo", "Ørsta", "Ævar", "Zeta"]}), (Column("name", "Navn"),))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("o")
        await settle(pilot)
        names = [row[0].text for row in app.table.source.window(0, 6)]
        assert names == ["Oslo", "Zeta", "Ævar", "Ørsta", "Årdal", "Ås"]
        assert "Navn ▲" in seen(app)
        await pilot.click(Table, offset=(4, 0))
        await settle(pilot)
        assert [row[0].text for row in app.table.source.window(0, 6)] == names[::-1]
        assert "Navn ▼" in seen(app)


def test_names_stand_in_the_order_of_the_norwegian_alphabet() -> None:
    names = ["Zeta", "Ås", "Aasen", "Árdna", "Ansnes", "Ævar", "Østby", "Øre", "Šuoššjávri", "Sund", "Đivgu", "Dal"]
    source = FrameSource(pl.DataFrame({"name": names}), [Column("name", "Navn")]).sorted("name")
    told = [row[0].text for row in source.window(0, source.height)]
    assert told == [
        *("Ansnes", "Árdna", "Dal", "Đivgu", "Sund", "Šuoššjávri"),
        *("Zeta", "Ævar", "Øre", "Østby", "Ås", "Aasen"),
    ]
    assert told == sorted(told, key=sort_key)


async def test_rows_are_sorted_by_several_columns() -> None:
    rows = pl.DataFrame({"name": ["b", "a", "b", "a"], "count": [1, 2, 3, 4]})
    app = browser(rows, (Column("name", "Navn"), Column("count", "Antall", numeric=True)))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("o")
        await settle(pilot)
        await pilot.press("l", "O")
        await settle(pilot)
        assert "Navn ▲1" in seen(app)
        assert "Antall ▼2" in seen(app)
        assert [row["count"] for row in app.table.source.records(0, 4)] == [4, 2, 3, 1]
        await pilot.press("O")
        await settle(pilot)
        assert [row["count"] for row in app.table.source.records(0, 4)] == [2, 4, 1, 3]


async def test_marked_rows_are_copied_as_they_are_shown_and_stay_marked_however_they_are_sorted() -> None:
    words = Column("n", "Grad", write=lambda value: f"nr {value}\x1b")
    app = browser(pl.DataFrame({"n": [1, 2, 3]}), (words,))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("v", "down", "v", "o")
        await settle(pilot)
        assert [line[1] for line in seen(app).splitlines()[1:4]] == ["✓", " ", "✓"]
        await pilot.press("y")
        assert app.clipboard == "Grad\nnr 3␛\nnr 1␛"
        await pilot.press("V", "y")
        assert app.clipboard == "Grad\nnr 3␛\nnr 2␛\nnr 1␛"
        await pilot.press("V", "home", "y")
        assert app.clipboard == "nr 3␛"


async def test_filter_by_the_value_under_the_cursor_and_take_it_away_again() -> None:
    app = browser(5000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "l", "j", "f")
        await settle(pilot)
        assert app.table.source.height == 5
        assert app.table.described_filters() == ("Kolonne 0 = verdi 1",)
        await pilot.press("f")
        await settle(pilot)
        assert app.table.source.height == 5000
        await pilot.press("f", "u")
        await settle(pilot)
        assert app.table.source.height == 5000


async def test_filtering_for_a_missing_value_finds_the_missing_ones() -> None:
    app = browser(pl.DataFrame({"name": ["a", None, "b", None]}), (Column("name", "Navn"),))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("j", "f")
        await settle(pilot)
        assert app.table.source.height == 2
        assert app.table.described_filters() == ("Navn = mangler",)


async def test_search_goes_on_from_hit_to_hit_and_round() -> None:
    app = browser(1000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s", *"NAVN 1", "enter")
        await settle(pilot)
        first = app.table.cursor_row
        await pilot.press("n")
        await settle(pilot)
        second = app.table.cursor_row
        await pilot.press("N")
        await settle(pilot)
        assert (first, second, app.table.cursor_row) == (0, 801, 0)
        await pilot.press("slash", *"finnes ikke", "enter")
        await settle(pilot)
        assert app.table.cursor_row == 0


def test_sort_and_filter_together_agree_with_polars() -> None:
    source = FrameSource(frame(3000), COLUMNS).filtered("c0", "verdi 7").sorted("name")
    expected = frame(3000).filter(pl.col("c0") == "verdi 7").sort("name")["name"].to_list()
    assert [row[0].text for row in source.window(0, source.height)] == expected
    assert source.unfiltered().height == 3000


def test_search_finds_what_is_written_not_what_is_stored() -> None:
    words = Column("n", "Grad", write=lambda value: {1: "feil", 2: "advarsel"}[value])
    source = FrameSource(pl.DataFrame({"n": [1, 1, 2]}), [words])
    assert source.find("ADVAR", 0) == 2
    assert source.find("2", 0) is None


async def test_no_more_than_a_few_blocks_of_a_million_rows_become_objects() -> None:
    asked: list[tuple[int, int]] = []

    class Counting(FrameSource):
        def window(self, start: int, stop: int, places: Sequence[int] | None = None) -> list[tuple[Cell, ...]]:
            asked.append((start, stop))
            return super().window(start, stop, places)

    app = Shows(Table, Counting(frame(1_000_000), COLUMNS))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("G", "g", "pagedown", "G")
        await pilot.pause()
        assert app.table.cursor_row == 999_999
    assert sum(stop - start for start, stop in asked) < 3000


async def test_a_table_without_rows_says_so() -> None:
    app = Shows(Table, FrameSource(frame(0), COLUMNS), empty="Her er det ingenting å vise fram for noen.")
    async with app.run_test(size=(30, 12)) as pilot:
        await pilot.press("down", "enter", "G")
        await pilot.pause()
        assert "Her er det ingenting å" in seen(app)
        assert "vise fram for noen." in seen(app)
