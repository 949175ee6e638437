"""What the README promises is true: its commands run, its files exist, its Python example works."""

import re
import shlex
from inspect import ismodule

import pytest
from click.testing import CliRunner

from audit import checks
from audit.cli import main
from audit.cli.run import FORMATS
from audit.report import FORMATS as WRITTEN
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for line in README.splitlines() if line.startswith("mt-audit run seeds/")]


@pytest.mark.model
@pytest.mark.parametrize("line", COMMANDS)
def test_commands_run_as_written(line, tmp_path, monkeypatch, own_cache):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, [*shlex.split(line)[1:], "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "index.html").is_file()


@pytest.mark.model
def test_the_python_example_runs(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(compile(code, "README.md", "exec"), {})
    assert "Streitkräfte" in capsys.readouterr().out


def test_there_are_commands_and_make_targets_behind_the_readme():
    assert len(COMMANDS) == 2
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, re.M):
        assert f"\n{target}:" in makefile


def test_linked_files_exist():
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_every_check_is_in_the_table():
    names = [name for name, member in vars(checks).items() if ismodule(member) and hasattr(member, "check")]
    assert {"traps", "sense", "spelling"} <= set(names)
    for name in names:
        assert re.search(rf"^\| .*\b{name}\b", README, re.M), name


def test_formats_are_those_that_can_be_written():
    assert set(FORMATS) == set(WRITTEN)
    for name in FORMATS:
        assert f"`{name}`" in README
