"""config.yaml names every setting with its default, commented out."""

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from gapwatch.config import Settings

ROOT = Path(__file__).resolve().parents[2]
#: settings that never stand in the file
SECRET = {"mail.password", "oidc.client_secret"}


def uncommented() -> dict[str, Any]:
    lines = (ROOT / "config.yaml").read_text(encoding="utf-8").splitlines()
    kept = [line[1:] for line in lines if re.match(r"#(?:  )*[a-z_]+:", line)]
    return yaml.safe_load("\n".join(kept))


def flat(values: Any, prefix: str = "") -> dict[str, Any]:
    if not isinstance(values, dict) or not values:
        return {prefix: values}
    return {
        key: value for name, part in values.items() for key, value in flat(part, f"{prefix}.{name}".strip(".")).items()
    }


def defaults(model: BaseModel, prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in type(model).model_fields:
        value, key = getattr(model, name), f"{prefix}.{name}".strip(".")
        found.update(defaults(value, key) if isinstance(value, BaseModel) else {key: value})
    return found


def test_file_as_shipped_changes_nothing() -> None:
    assert yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8")) is None


def test_file_names_every_setting_with_its_default() -> None:
    settings = {k: v for k, v in defaults(Settings.model_construct()).items() if k not in SECRET}
    shown = flat(uncommented())
    assert set(shown) == set(settings)
    for key, value in shown.items():
        if isinstance(value, list | dict):
            assert not value, key
            assert not settings[key], key
            continue
        assert str(settings[key] if settings[key] is not None else "None").startswith(str(value)), key
