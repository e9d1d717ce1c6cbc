"""The register of alerts from the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import factories
import pytest

from gapwatch.cli import main
from storage import alerts, documents, open_store, people, writing


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A store with one alert about growth."""
    url = f"sqlite:///{tmp_path / 'alerts.db'}"
    store = open_store(url)
    with writing(store, actor="test", act="test:fill", at=datetime(2013, 7, 22, tzinfo=UTC)) as w:
        found = factories.document_reading(factories.draft())
        documents.save_document(w, found, found.document.text.encode(), accept=True)
        people.save_recipient(w, name="督查室", address="dcs@example.org")
        alerts.record(w, target_id=1, period="2013-07", rule="off_track", recipient_id=1, status="off_track")
    store.close()
    return url


def test_steps_are_taken_and_listed(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    take = ["alerts", "take", "1", "--by", "王", "--database", database]
    assert main([*take, "asked", "--reason", "连续两月低于预期", "--due", "2013-08-05"]) == 0
    assert "待反馈" in capsys.readouterr().err
    assert main(["alerts", "list", "--format", "json", "--database", database]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["life"]["standing"], one["life"]["answer_due"], one["steps"][0]["by"]) == ("asked", "2013-08-05", "王")
    assert main([*take, "closed", "--outcome", "done"]) == 0
    capsys.readouterr()
    main(["alerts", "list", "--database", database])
    assert "督查室" not in capsys.readouterr().out
    main(["alerts", "list", "--all", "--database", database])
    assert "已关闭" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["answered", "--reason", "a", "--measure", "b"], "这一步现在不能办"),
        (["asked", "--reason", "a"], "请选反馈时限"),
        (["asked", "--due", "2013-08-05"], "请写明理由"),
        (["closed", "--outcome", "adjusted"], "批准依据"),
        (["escalated"], "请选升级到哪一级"),
    ],
)
def test_refused_step_says_why_and_changes_nothing(
    database: str, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    assert main(["alerts", "take", "1", "--by", "王", "--database", database, *more]) == 2
    assert said in capsys.readouterr().err
    main(["alerts", "list", "--format", "json", "--database", database])
    assert json.loads(capsys.readouterr().out)[0]["steps"] == []
