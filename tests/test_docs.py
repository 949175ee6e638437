"""The CI examples in docs/ are valid and their commands run as written, as far as that goes without a network."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from audit.cli import main
from audit.cli.gating import gate_options
from tests.conftest import ROOT, SEED, SEED_SOURCE

DOCS = ROOT / "docs"
WORKFLOW = yaml.safe_load((DOCS / "github-actions.yml").read_text(encoding="utf-8"))
CI = (DOCS / "ci.md").read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder as the examples suppose it."""
    shutil.copy(SEED, tmp_path / "article.de.txt")
    shutil.copy(SEED_SOURCE, tmp_path / "article.en.txt")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MT_AUDIT_HISTORY", str(tmp_path / "history.sqlite"))
    return tmp_path


def invoke(line):
    return CliRunner().invoke(main, shlex.split(line)[1:])


def test_the_workflow_fits_githubs_schema():
    """The schema comes with check-jsonschema, so no network is needed."""
    schema = ("--builtin-schema", "vendor.github-workflows")
    check = [sys.executable, "-m", "check_jsonschema", *schema, str(DOCS / "github-actions.yml")]
    result = subprocess.run(check, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_workflow_warms_the_cache_on_the_main_branch_and_may_write_results_only():
    on = WORKFLOW[True]  # "on" is true in YAML 1.1
    assert ("pull_request" in on, on["push"]) == (True, {"branches": ["main"]})
    assert WORKFLOW["permissions"] == {}
    (job,) = WORKFLOW["jobs"].values()
    assert job["permissions"] == {"contents": "read", "security-events": "write"}
    restore, save = [step for step in job["steps"] if "actions/cache" in step.get("uses", "")]
    assert (restore["with"]["key"], save["if"]) == (save["with"]["key"], "always()")  # a gate that fails keeps it, too
    (upload,) = [step for step in job["steps"] if "upload-sarif" in step.get("uses", "")]
    assert "head.repo.full_name == github.repository" in upload["if"]
    assert "fork" in CI


@pytest.mark.model
def test_the_commands_of_the_guide_and_the_workflow_run(project):
    commands = [line for line in CI.splitlines() if line.startswith("mt-audit ")]
    assert len(commands) == 6
    for line in commands[:2]:
        result = invoke(line)
        assert result.exit_code == 0, f"{line}\n{result.output}"
    steps = [step["run"] for step in WORKFLOW["jobs"]["audit"]["steps"] if "mt-audit run" in step.get("run", "")]
    assert len(steps) == 1
    assert invoke(steps[0]).exit_code == 0
    (uploaded,) = [
        step["with"]["sarif_file"]
        for step in WORKFLOW["jobs"]["audit"]["steps"]
        if "sarif_file" in step.get("with", ())
    ]
    assert (project / uploaded).is_file()
    assert (project / "audit-report" / "index.html").is_file()
    with (project / "article.de.txt").open("a", encoding="utf-8") as file:
        file.write("\nSie haben 90 Stiefel auf dem Boden.\n")
    spoilt = invoke(steps[0])
    assert spoilt.exit_code == 1
    assert re.search(r"^::error file=article\.de\.txt,line=\d+", spoilt.output, re.M)
    for line in commands[2:]:
        if "import" in line:
            assert invoke("mt-audit history export runs.jsonl").exit_code == 0
        result = invoke(line)
        assert result.exit_code == 0, f"{line}\n{result.output}"
    assert (project / "trend.html").is_file()


@pytest.mark.model
def test_the_hooks_stop_bad_files_pass_good_ones_and_take_args(project):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (local,) = yaml.safe_load((DOCS / "pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    assert {key: hook[key] for key in ("id", "entry", "files")} == {key: local[key] for key in ("id", "entry", "files")}
    assert re.search(local["files"], "texts/article.de.md")
    assert not re.search(local["files"], "texts/article.en.md")
    program = project / "bin" / "mt-audit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m audit "$@"\n')
    program.chmod(0o755)
    Path("good.de.txt").write_text("Das Haus ist groß.\n", encoding="utf-8")
    rows = '{"source": "On Monday 40 people came.", "target": "Am Montag kamen 90 Leute."}\n'
    Path("bad.jsonl").write_text(rows, encoding="utf-8")
    environment = os.environ | {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}

    def hooked(*files):
        command = [*shlex.split(local["entry"]), *files]
        return subprocess.run(command, env=environment, check=False, capture_output=True, encoding="utf-8")

    assert hooked("good.de.txt").returncode == 0
    assert hooked("bad.jsonl", "good.de.txt").returncode == 1
    Path("english.de.txt").write_text("The government said on Monday that it would not send soldiers.\n", "utf-8")
    every = hooked("english.de.txt", "bad.jsonl", "good.de.txt")  # a bad file does not end it
    assert (every.returncode, "bad.jsonl" in every.stdout, "good.de.txt" in every.stdout) == (2, True, True)
    args = hooked(
        "--fail-on", "minor", "--max-penalty", "1e9", "--advisory", "bad.jsonl"
    )  # as pre-commit hands them over
    assert args.returncode == 0
    assert "minor or worse" in args.stdout
    assert not (project / "reports").exists()


def test_docs_link_to_files_that_exist():
    for link in re.findall(r"\]\(([^)#]+)\)", CI):
        assert (DOCS / link).exists(), link


def test_the_guide_names_every_gate_option():
    options = [
        option for parameter in click.command()(gate_options(lambda **_: None)).params for option in parameter.opts
    ]
    assert "--baseline" in options
    for option in options:
        assert f"`{option}" in CI or f" {option} " in CI, option
