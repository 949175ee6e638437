"""`mt-audit models fetch` with the real hub client, against a hub of our own on this machine."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.opus import make

pytestmark = pytest.mark.model

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(BaseHTTPRequestHandler):
    """The calls of the hub's interface that a download makes: model info, file list, HEAD and GET of a file."""

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, *, body):
        server = self.server
        server.asked.append(f"{self.command} {self.path}")
        path = self.path.split("?")[0]
        if path.startswith("/api/models/our/tiny/tree/"):
            self.reply(json.dumps(server.tree()).encode(), {"Content-Type": "application/json"}, body=body)
        elif path.startswith("/api/models/our/tiny"):
            self.reply(json.dumps(server.info()).encode(), {"Content-Type": "application/json"}, body=body)
        elif path.startswith(f"/our/tiny/resolve/{COMMIT}/") and path.rsplit("/", 1)[1] in server.files:
            name = path.rsplit("/", 1)[1]
            etag = hashlib.sha256(server.files[name]).hexdigest()
            self.reply(
                server.served.get(name, server.files[name]), {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}, body=body
            )
        else:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def reply(self, content, headers, *, body):
        self.send_response(200)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def hub(tmp_path):
    """A server with one model, our/tiny; server.served overrides what arrives of a file."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    folder = make(tmp_path / "made", "de", "en")
    server.files = {path.name: path.read_bytes() for path in folder.iterdir()} | {"tf_model.h5": b"not wanted"}
    server.served, server.asked = {}, []
    large = {
        name: {"oid": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 1}
        for name, content in server.files.items()
        if name.endswith((".bin", ".spm"))
    }
    server.tree = lambda: [
        {"type": "file", "path": name, "oid": "0" * 40, "size": len(content)}
        | ({"lfs": large[name]} if name in large else {})
        for name, content in server.files.items()
    ]
    server.info = lambda: {
        "id": "our/tiny",
        "sha": COMMIT,
        "siblings": [
            {"rfilename": name, "size": len(content)}
            | ({"lfs": large[name] | {"sha256": large[name]["oid"]}} if name in large else {})
            for name, content in server.files.items()
        ],
    }
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def mt_audit(tmp_path, endpoint, *arguments):
    """The command in a process of its own: the hub client reads its settings when it is imported."""
    env = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path / "home"), "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-m", "audit", "models", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)


def resolved(tmp_path, endpoint, name):
    """The names of the folders that a model's name leads to, for reading and for writing."""
    code = (
        "import sys; from audit.models import resolve; "
        "pair = resolve(sys.argv[1], source_language='en', target_language='de'); "
        "print(pair.reading.folder.name, pair.writing.folder.name)"
    )
    env = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path / "home"), "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-c", code, name]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=True).stdout.split()


def address(server):
    return f"http://127.0.0.1:{server.server_port}"


def test_a_model_is_fetched_once_and_used_offline_ever_after(hub, tmp_path):
    first = mt_audit(tmp_path, address(hub), "fetch", "our/tiny")
    assert first.returncode == 0, first.stderr
    assert not any("tf_model.h5" in asked for asked in hub.asked)  # of another framework
    hub.asked.clear()
    names = resolved(tmp_path, address(hub), f"our/tiny+{make(tmp_path / 'back', 'en', 'de')}")
    assert names == [COMMIT, "back"]  # the hub's cache names a folder by its commit
    assert hub.asked == []


def test_a_damaged_arrival_is_told_and_not_kept(hub, tmp_path):
    whole = hub.files["pytorch_model.bin"]
    hub.served["pytorch_model.bin"] = bytes(len(whole))  # as long as it should be, and wrong
    damaged = mt_audit(tmp_path, address(hub), "fetch", "our/tiny")
    assert damaged.returncode == 3
    assert "pytorch_model.bin arrived damaged" in damaged.stderr
    hub.served.clear()
    again = mt_audit(tmp_path, address(hub), "fetch", "our/tiny")
    assert again.returncode == 0, again.stderr


def test_no_network_is_one_line_that_says_what_to_do(tmp_path):
    result = mt_audit(tmp_path, "http://127.0.0.1:9", "fetch", "our/tiny")
    assert result.returncode == 3
    assert len(result.stderr.strip().splitlines()) == 1
    assert "HTTPS_PROXY" in result.stderr


def test_an_unknown_model_is_one_line(hub, tmp_path):
    result = mt_audit(tmp_path, address(hub), "fetch", "our/other")
    assert result.returncode == 3
    assert len(result.stderr.strip().splitlines()) == 1
    assert "our/other" in result.stderr
