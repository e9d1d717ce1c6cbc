"""Search finds what holds every word, and says so when there is nothing."""

import pytest
from webclient import Client


def found(client: Client, question: str) -> dict[str, list[dict[str, str]]]:
    answer: dict[str, list[dict[str, str]]] = client.get("/api/v1/search", params={"q": question}).json()
    return answer


@pytest.mark.parametrize(
    ("question", "indicators"),
    [
        ("粮食", ["粮食总产量", "地区生产总值"]),
        ("生产总值 省发展改革委", ["地区生产总值", "粮食总产量"]),
        ("５５０", ["地区生产总值", "粮食总产量"]),
        ("GDP", ["地区生产总值"]),
        ("就业 人力资源", ["城镇新增就业"]),
        ("没有的词", []),
        ("   ", []),
    ],
)
def test_targets_hold_every_word(client: Client, question: str, indicators: list[str]) -> None:
    assert [line["indicator"] for line in found(client, question)["targets"]] == indicators


def test_passages_are_shown_with_what_stands_around(client: Client) -> None:
    (passage,) = found(client, "550亿公斤")["passages"]
    assert passage["hit"] == "550亿公斤"
    assert passage["before"].endswith("粮食总产量达到")
    assert f'id="c{passage["paragraph"]}"' in client.get("/documents/1").text


def test_indicators_and_offices(client: Client) -> None:
    answer = found(client, "失业率")
    assert all("失业率" in one["name_zh"] for one in answer["indicators"])
    assert len(answer["indicators"]) > 1
    assert [one["name"] for one in found(client, "人力资源")["offices"]] == ["省人力资源社会保障厅"]


def test_nothing_found_is_said(client: Client) -> None:
    assert "没有找到“没有的词”" in client.get("/search", params={"q": "没有的词"}).text
    assert "可搜索目标" in client.get("/search").text


def test_a_question_that_is_too_long_is_refused(client: Client) -> None:
    assert client.get("/search", params={"q": "长" * 81}).status_code == 400


def test_a_question_is_never_taken_for_markup(client: Client) -> None:
    assert "<b>x" not in client.get("/search", params={"q": "<b>x"}).text
