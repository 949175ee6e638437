"""What many tests need: a cache of their own, and the example audited once by the real embedded model."""

import os
from pathlib import Path

import pytest

from audit.evidence import Opinion

ROOT = Path(__file__).parent.parent
SEED, SEED_SOURCE = ROOT / "seeds" / "hafenstadt.de.txt", ROOT / "seeds" / "hafenstadt.en.txt"


def opinion_of(count, **said):
    """An opinion of so many words that has nothing against any of them, but for what is said."""
    words = dict.fromkeys(("edited", "marked", "serious", "exchanged", "ungrammatical"), (-4.0,) * count)
    figures = {"penalty": 1.0, "adequacy": 0.0, "critical": 0.0, "machine": 0.0}
    return Opinion(**{**words, **figures, **said})


def assert_in_place(finding, text):
    """The finding stands inside the text, is not empty, and names what stands there."""
    assert 0 <= finding.start < finding.end <= len(text)
    assert text[finding.start : finding.end] == finding.text


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """No test touches the user's cache or history; all share one, so that the models answer each question once."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["MT_AUDIT_CACHE"] = str(folder / "evidence.sqlite")
    os.environ["MT_AUDIT_HISTORY"] = str(folder / "history.sqlite")


@pytest.fixture(scope="session")
def auditor(own_cache):
    from audit.cache import Cache, default_path
    from audit.pipeline import Auditor, Settings

    return Auditor(Settings(), Cache(default_path()))


@pytest.fixture(scope="session")
def without_source(auditor):
    from audit.formats import read

    return auditor.audit(read(SEED, language="de"))


@pytest.fixture(scope="session")
def with_source(auditor):
    from audit.formats import read

    return auditor.audit(read(SEED, language="de"), read(SEED_SOURCE, language="en"))
