"""Settings: where they come from, and what is said when one is wrong."""

from pathlib import Path

import pytest

from gapwatch.config import load_settings
from measures.errors import ConfigurationError


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_environment_wins_over_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_WEB__PORT", "9001")
    settings = load_settings(written(tmp_path, "web: {port: 9000, host: 0.0.0.0}"))
    assert (settings.web.port, settings.web.host) == (9001, "0.0.0.0")


def test_option_wins_over_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPWATCH_DATABASE", "sqlite:///a.db")
    assert load_settings(database="sqlite:///b.db").database == "sqlite:///b.db"


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("web: {port: 99999}", "web.port", "99999"),
        ("timezone: Mars", "timezone", "Mars"),
        ("nonsense: 1", "nonsense", "1"),
        ("alert: {time: '25:00'}", "alert.time", "25:00"),
        ("upload: {max_bytes: 0}", "upload.max_bytes", "0"),
    ],
)
def test_wrong_setting_is_named_with_its_value(tmp_path: Path, text: str, key: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(written(tmp_path, text))
    assert caught.value.key == key
    assert value in str(caught.value)


def test_all_wrong_settings_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"web.port.*mail.port"):
        load_settings(written(tmp_path, "web: {port: -1}\nmail: {port: 0}"))


def test_password_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="GAPWATCH_MAIL__PASSWORD") as caught:
        load_settings(written(tmp_path, "mail: {password: hunter2}"))
    assert "hunter2" not in str(caught.value)


def test_password_comes_from_environment_or_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from file\n", encoding="utf-8")
    assert load_settings(written(tmp_path, f"mail: {{password_file: {secret}}}")).mail.secret() == "from file"
    monkeypatch.setenv("GAPWATCH_MAIL__PASSWORD", "from environment")
    settings = load_settings()
    assert settings.mail.secret() == "from environment"
    assert "from environment" not in repr(settings)


def test_broken_yaml_is_said_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="line 1"):
        load_settings(written(tmp_path, "web: ["))


def test_absent_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="existing file"):
        load_settings(tmp_path / "none.yaml")
