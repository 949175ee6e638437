"""A report in a real browser, where there is one: what its script does, which no reading of the source can tell."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"

needs_browser = pytest.mark.skipif(BROWSER is None, reason="needs Chromium")


def told(page: bytes, script: str, folder: Path, width: int = 1280) -> Any:
    """What the body of a function returns that runs when the page has loaded, without the page's policy."""
    source = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.decode())
    ending = f"<script>document.title = JSON.stringify((() => {{{script}}})());</script></body>"
    path = folder / "page.html"
    path.write_text(source.replace("</body>", ending), encoding="utf-8")
    size, profile = f"--window-size={width},900", f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [str(BROWSER), *FLAGS.split(), size, profile, "--dump-dom", path.as_uri()],
        capture_output=True,
        timeout=120,
        check=True,
    )
    title = re.search(r"<title>(.*?)</title>", done.stdout.decode(), re.DOTALL)
    return json.loads(unescape(title.group(1))) if title else None


def pages(page: bytes, folder: Path) -> int:
    """On how many pages it is printed, A4 or letter."""
    path, pdf = folder / "page.html", folder / "page.pdf"
    path.write_bytes(page)
    profile = f"--user-data-dir={folder / 'profile'}"
    flags = [*FLAGS.split(), profile, "--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
    subprocess.run([str(BROWSER), *flags, path.as_uri()], capture_output=True, timeout=120, check=True)
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
