"""The wheel carries the model and works without the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The command of the wheel in an environment of its own; only the dependencies are borrowed from this one."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", str(ROOT)]
    subprocess.run([*build, "--wheel-dir", str(folder)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    (own,) = (folder / "env" / "lib").glob("python*/site-packages")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    # A path line in a .pth file is taken as it is: editable installs in the borrowed folder stay out of it.
    (own / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent / "mt-audit"


def run(command: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(command), *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_model_comes_with_it_and_is_whole(installed, tmp_path):
    result = run(installed, tmp_path, "models")
    assert result.returncode == 0, result.stderr
    assert str(ROOT) not in result.stdout
    assert "embedded/marian-deen" in result.stdout
    assert run(installed, tmp_path, "models", "verify").returncode == 0


def test_it_audits_a_text_outside_the_checkout(installed, tmp_path):
    (tmp_path / "text.txt").write_text("Die Stadt hat ihre Busse am Ende des Tages verkauft.\n", encoding="utf-8")
    result = run(installed, tmp_path, "run", "text.txt")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "reports" / "text" / "index.html").is_file()
    assert "Ende des Tages" in (tmp_path / "reports" / "text" / "audit.jsonl").read_text(encoding="utf-8")
