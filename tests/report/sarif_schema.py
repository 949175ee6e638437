"""What of the SARIF 2.1.0 schema our reports use, as JSON Schema, closed: a key or value that is not in the standard's
objects, or that we do not mean to write, is an error. Written after the standard's sections 3.13 to 3.58; the whole
schema, 110 kB, is not among our files (test_report_ci checks against it where SARIF_SCHEMA names it)."""

from typing import Any


def closed(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


STRING = {"type": "string"}
MESSAGE = closed(("text",), text=STRING)
RULE = closed(
    ("id",), id=STRING, name=STRING, shortDescription=MESSAGE, fullDescription=MESSAGE, helpUri={"format": "uri"}
)
REGION = closed(
    startLine={"type": "integer", "minimum": 1},
    startColumn={"type": "integer", "minimum": 1},
    endLine={"type": "integer", "minimum": 1},
    endColumn={"type": "integer", "minimum": 1},
    snippet=MESSAGE,
)
LOCATION = closed(
    physicalLocation=closed(
        artifactLocation=closed(uri={"type": "string", "format": "uri-reference"}, uriBaseId=STRING), region=REGION
    ),
    logicalLocations={
        "type": "array",
        "uniqueItems": True,
        "items": closed(name=STRING, kind=STRING, fullyQualifiedName=STRING),
    },
)
RESULT = closed(
    ("message",),
    ruleId=STRING,
    ruleIndex={"type": "integer", "minimum": -1},
    level={"enum": ["none", "note", "warning", "error"]},
    rank={"type": "number", "minimum": -1, "maximum": 100},
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": STRING},
    baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
    suppressions={
        "type": "array",
        "uniqueItems": True,
        "items": closed(
            ("kind",),
            kind={"enum": ["inSource", "external"]},
            status={"enum": ["accepted", "underReview", "rejected"]},
            justification=STRING,
        ),
    },
)
RUN = closed(
    ("tool",),
    tool=closed(
        ("driver",),
        driver=closed(
            ("name",), name=STRING, version=STRING, rules={"type": "array", "uniqueItems": True, "items": RULE}
        ),
    ),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    properties={"type": "object"},
    results={"type": "array", "items": RESULT},
)
SARIF = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **closed(
        ("version", "runs"),
        **{"$schema": {"type": "string", "format": "uri"}},
        version={"enum": ["2.1.0"]},
        runs={"type": "array", "items": RUN},
    ),
}
