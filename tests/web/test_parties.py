"""The page of parties: each two compared, over the years, where they part."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from tests.web.looking import pictured, serious

ASKED = "/parties?as_of=2015-12-18&parties=us,gb,ru"


def test_each_two_are_compared(client: TestClient) -> None:
    text = client.get(ASKED.replace("?", ".csv?")).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["left"], row["right"]) for row in rows] == [
        ("us", "gb"),
        ("us", "ru"),
        ("gb", "ru"),
    ]
    assert float(rows[0]["jaccard"]) > 0.9
    assert int(rows[0]["left_first"]) + int(rows[0]["right_first"]) > 10


def test_the_last_year_is_the_day_itself(client: TestClient) -> None:
    found = client.get(ASKED.replace("?", ".json?")).json()
    assert found["days"][-1] == "2015-12-18"
    kappas = [pair["kappa"] for pair in found["pairs"]]
    last = [values[-1] for values in found["kappa"].values()]
    assert [None if value is None else round(value, 4) for value in last] == kappas


def test_where_they_part_is_known_on_both_sides(client: TestClient) -> None:
    path = "/parties.json?as_of=2015-12-18&parties=us,gb,un"
    rows = client.get(path).json()["divergent"]
    smaller = [min(len(row["listed"]), len(row["not"])) for row in rows]
    assert smaller == sorted(smaller, reverse=True)
    assert min(smaller) > 0


def test_nobody_named_compares_those_that_list_most(client: TestClient) -> None:
    found = client.get("/parties.json?as_of=2015-12-18").json()
    assert found["parties"] == ["gb", "un", "us"]


@pytest.mark.parametrize(
    ("parties", "detail"), [("us", "2 to 8"), ("xx,us", "no party 'xx'"), ("a" * 9, "no party")]
)
def test_too_few_or_unknown_parties_are_told(client: TestClient, parties: str, detail: str) -> None:
    answer = client.get(f"/parties?parties={parties}")
    assert answer.status_code in (400, 404)
    assert detail in answer.json()["detail"]


def test_nine_parties_are_too_many(client: TestClient) -> None:
    answer = client.get("/parties?parties=us,gb,ru,un,eu,ae,sa,eg,tr")
    assert (answer.status_code, "2 to 8" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("scripts", [True, False])
def test_two_are_chosen_and_stand_in_the_address(
    opened: Callable[..., Page], scripts: bool
) -> None:
    page = opened(ASKED, java_script_enabled=scripts)
    page.get_by_label("Parties, 8 at most").fill("us,un")
    page.get_by_role("button", name="Compare").click()
    assert "parties=us%2Cun" in page.url
    expect(page.locator("table[data-rows] tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Hamas", exact=True).click()
    assert "/dispute/" in page.url


def test_it_is_readable_by_all_and_pictures_are_taken(
    opened: Callable[..., Page], pictures: Path
) -> None:
    for page in pictured(opened, ASKED, "parties", pictures):
        assert not serious(page)
