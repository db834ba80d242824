"""Writes a fixture's files so that the same input always gives the same bytes."""

import json
import shutil
from pathlib import Path


def fresh_folder(folder: Path) -> Path:
    """An empty folder in place of what was there."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def write_json(file: Path, value: object) -> None:
    """Compact JSON, one line, UTF-8: the hub indents it, which no reader can tell but a repository would have to carry."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
