"""Characters that a wrong encoding garbled."""

import pytest

from audit.checks.encoding import check
from audit.document import Segment
from audit.evidence import Evidence

CLEAN = "Er ging über die Straße – „Spaß“, »Fuß«, Ærø, Ångström, São Paulo, GRÜẞE, Ä…, 5 €, Château, Genève"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_every_garbled_word_is_repaired(encoding: str) -> None:
    words = ["über", "Straße", "Äpfel", "Öl", "Großmütter", "Café"]
    text = " ".join(word.encode().decode(encoding) for word in words if encoding == "latin-1" or word != "Öl") + " hat"
    found = list(check(Segment("1", text), Evidence()))
    assert [f.suggestion for f in found] == [word for word in words if encoding == "latin-1" or word != "Öl"]
    assert all(f.category.value == "characters" and f.severity.value == "major" for f in found)


def test_garbled_marks_are_repaired() -> None:
    text = "Er sagte: â€žJa.â€œ Und dann â€“ nichts."
    assert [f.suggestion for f in check(Segment("1", text), Evidence())] == ["„Ja", "“", "–"]


def test_sound_text_passes() -> None:
    assert list(check(Segment("1", CLEAN), Evidence())) == []
