"""What every HTML page of ours shares: its style, its template environment, its content security policy."""

import base64
import hashlib
from importlib import resources
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from audit.report import text


def asset(name: str) -> str:
    """A file beside this module, with plain line ends."""
    return (resources.files(__package__) / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def source_hash(content: str) -> str:
    """A content security policy source for an inline element with exactly this content."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def environment(template: str) -> Environment:
    """An environment that knows one template and what templates share, escapes everything and shows no control
    characters."""
    made = Environment(
        loader=DictLoader({name: asset(name) for name in (template, "proposal.html.j2")}),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(text=text)
    return made


def page(template: str, **values: Any) -> bytes:
    """A page without script, in UTF-8: the template with report.css and table.css as `style`, and its `policy`."""
    style = asset("report.css") + asset("table.css")
    policy = f"default-src 'none'; style-src '{source_hash(style)}'; base-uri 'none'"
    made = environment(template).get_template(template).render(style=Markup(style), policy=policy, **values)
    return (made + "\n").encode()


def _shown(value: Any) -> Any:
    """Applied to all that a template prints: plain strings lose what must not be shown as it is; markup is ours."""
    return text.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
