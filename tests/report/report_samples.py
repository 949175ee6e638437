"""A realistic audit of our own writing: nine German segments with findings of every sort."""

from report_builders import flag, result

from audit.document import Kind
from audit.finding import Category, Severity, found
from audit.result import SegmentResult

HEADING = "Hafenausbau: Der Stadtrat hält seine Füße kalt"
COUNCIL = "Der Stadtrat hat am Ende des Tages eine Entscheidung gemacht, die niemand kommen sah."
BILLION = "Der neue Kai soll 1.2 Billionen Euro kosten und bis 2031 fertig sein."
ENGINE = "Die Lokomotive der Wirtschaft, sagte sie, sei nicht eine Gefahr für die Vögel im Delta."
WORKERS = "Rund 400 Arbeiter, Sie alle aus der Region, werden eingestellt."
PORT = "Die Hafenbehörde wollte sich dazu nicht äußern."
MAYOR = "Bürgermeisterin Jana Wolters nannte den Plan „einen Spiel-Wechsler“ für die Küste ."
QUAY = "Am Pier sollen künftig auch die größten Schiffe anlegen können."
LOST = ""


def sample_segments() -> tuple[SegmentResult, ...]:
    c, s = Category, Severity
    return (
        result(
            "1",
            HEADING,
            flag(
                HEADING,
                "hält seine Füße kalt",
                c.MISTRANSLATION,
                s.MAJOR,
                suggestion="zögert",
                confidence=0.81,
                message="An English idiom taken word by word: to get cold feet means to hesitate.",
                evidence={"aligned": "keeps its feet cold"},
            ),
            kind=Kind.HEADING,
            back_translation="Port expansion: the city council keeps its feet cold",
            pairs={
                "Hafenausbau": "Port expansion",
                "Stadtrat": "city council",
                "hält": "keeps",
                "Füße": "feet",
                "kalt": "cold",
            },
        ),
        result(
            "2",
            COUNCIL,
            flag(
                COUNCIL,
                "am Ende des Tages",
                c.STYLE,
                s.MINOR,
                suggestion="letztlich",
                confidence=0.74,
                message="“At the end of the day” is English; German says letztlich or schließlich.",
                evidence={"aligned": "at the end of the day"},
            ),
            flag(
                COUNCIL,
                "eine Entscheidung gemacht",
                c.STYLE,
                s.MINOR,
                suggestion="eine Entscheidung getroffen",
                confidence=0.92,
                message="German “meets” a decision and does not make one.",
                evidence={"aligned": "made a decision"},
            ),
            flag(
                COUNCIL,
                "gemacht",
                c.TERMINOLOGY,
                s.MAJOR,
                suggestion="getroffen",
                confidence=0.55,
                message="The verb does not go with its noun.",
                check="collocations",
            ),
            flag(
                COUNCIL,
                "gemacht, die niemand kommen sah",
                c.STYLE,
                s.MINOR,
                confidence=0.31,
                check="fluency",
                message="The models find this stretch unlikely as German, and have no better wording.",
            ),
            back_translation="At the end of the day, the city council made a decision that nobody saw coming.",
            pairs={
                "Stadtrat": "city council",
                "Ende": "end",
                "Tages": "day",
                "Entscheidung": "decision",
                "gemacht": "made",
                "niemand": "nobody",
                "kommen": "coming",
                "sah": "saw",
            },
            line=3,
        ),
        result(
            "3",
            BILLION,
            flag(
                BILLION,
                "1.2",
                c.LOCALE_VIOLATION,
                s.MINOR,
                suggestion="1,2",
                confidence=0.97,
                check="numbers",
                message="German writes the decimal with a comma.",
            ),
            flag(
                BILLION,
                "1.2 Billionen",
                c.NUMBERS,
                s.CRITICAL,
                suggestion="1,2 Milliarden",
                confidence=0.88,
                check="numbers",
                message="English “billion” is German Milliarde; Billion is a thousand times as much.",
                evidence={
                    "aligned": "1.2 billion",
                    "places": [{"segment": "8", "text": "Pier"}, {"segment": "99", "text": "?"}],
                },
            ),
            back_translation="The new quay is to cost 1.2 trillion euros and be completed by 2031.",
            critical=0.71,
            pairs={"Kai": "quay", "Billionen": "trillion", "Euro": "euros", "kosten": "cost", "2031": "2031"},
            line=3,
        ),
        result(
            "4",
            PORT,
            back_translation="The port authority did not want to comment on this.",
            line=4,
            pairs={"Hafenbehörde": "port authority", "äußern": "comment"},
        ),
        result(
            "5",
            ENGINE,
            flag(
                ENGINE,
                "nicht eine",
                c.GRAMMAR,
                s.MINOR,
                suggestion="keine",
                confidence=0.95,
                check="grammar",
                message="German negates a noun with kein, not with nicht ein.",
            ),
            back_translation="The locomotive of the economy, she said, was not a danger to the birds in the delta.",
            line=5,
        ),
        result(
            "6",
            WORKERS,
            flag(
                WORKERS,
                "Sie",
                c.MISSPELLING,
                s.MINOR,
                suggestion="sie",
                confidence=0.66,
                message="Sie with a capital letter addresses the reader.",
            ),
            source="Some 400 workers, all of them from the region, will be hired over the next two years.",
            back_translation="Around 400 workers, all of them from the region, will be hired.",
            line=5,
            adequacy=51.0,
        ),
        result(
            "7",
            PORT,
            source="The port authority declined to comment.",
            back_translation="The port authority did not want to comment.",
            line=6,
        ),
        result(
            "8",
            QUAY,
            flag(
                QUAY,
                "Pier",
                c.INCONSISTENCY,
                s.MAJOR,
                suggestion="Kai",
                confidence=0.6,
                check="consistency",
                message="The same thing is called Kai elsewhere.",
                evidence={"places": [{"segment": "3", "text": "Kai"}], "aligned": "pier"},
            ),
            back_translation="In future, even the largest ships will be able to dock at the pier.",
            line=8,
        ),
        result(
            "9",
            MAYOR,
            flag(
                MAYOR,
                "Spiel-Wechsler",
                c.UNTRANSLATED,
                s.MAJOR,
                suggestion="Durchbruch",
                confidence=0.9,
                message="A game changer is a breakthrough or a turning point.",
                evidence={"aligned": "game changer"},
            ),
            flag(
                MAYOR,
                " .",
                c.WHITESPACE,
                s.MINOR,
                suggestion=".",
                confidence=0.99,
                check="typography",
                message="No space before a full stop.",
            ),
            back_translation="Mayor Jana Wolters called the plan “a game changer” for the coast.",
            line=9,
        ),
        result(
            "10",
            LOST,
            found(
                "Fishermen have already announced a protest.",
                0,
                43,
                category=c.OMISSION,
                severity=s.CRITICAL,
                confidence=0.93,
                side="source",
                message="This sentence of the source has no German.",
                check="omission",
            ).identified(LOST),
            source="Fishermen have already announced a protest.",
            line=10,
            score=0.0,
            fluency=0.0,
            machine=None,
            adequacy=0.0,
        ),
    )


def dashes(count: int) -> list[SegmentResult]:
    """So many segments with the same small remark, and a grave one in the segment after them."""
    small: dict[str, str] = {"suggestion": "–", "message": "A hyphen is no dash.", "check": "typography"}
    texts = [f"Der Hof - er hat {n} Kühe - wird verkauft." for n in range(1, count + 1)]
    flags = [flag(text, "-", Category.TYPOGRAPHICAL, Severity.MINOR, **small) for text in texts]
    rows = [result(str(n), text, found) for n, (text, found) in enumerate(zip(texts, flags, strict=True), start=1)]
    last = "Die Milch kostet 9 Euro."
    return [*rows, result(str(count + 1), last, flag(last, "9 Euro", Category.NUMBERS, Severity.CRITICAL))]
