"""Is this German, English or something else? By function words: every sentence needs some, and two languages share
hardly any."""

import re
from collections.abc import Sequence

from audit.languages.tables import word_list

TOLD = {"de": "German", "en": "English"}  # the languages that are told apart
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

# Function words of other languages.
_OTHERS = {
    "French": "le la les des du une et est sont dans pour que qui pas sur avec par plus cette ces son ses nous "
    "vous ils elle été aux leur mais ou où à c'est d'une l'on n'est qu'il",
    "Spanish": "el la los las una y es son que del por para con su sus se no más como pero fue está este esta al "
    "lo ha han muy también",
    "Italian": "il lo la gli una è sono che di del della dei delle per con non si ha nel nella alla al anche più "
    "questo questa come ma ed",
    "Portuguese": "o os as uma e é são que do da dos das para com não se em no na mais como mas foi este esta ao pelo "
    "também",
    "Dutch": "de het een en van is niet dat met voor op zijn te aan er ook naar maar bij om hij wij ze deze door "
    "wordt heeft werd uit",
    "Polish": "i w z na się nie jest że o jak po dla co za od ale czy oraz tym jego są był było przez",
    "Swedish": "och att det som en ett är på av för med den inte till har om de var men från vi han hon kan",
}  # fmt: skip
_FOREIGN = {language: frozenset(words.split()) for language, words in _OTHERS.items()}


def language_share(text: str) -> tuple[float, float]:
    """Share (0-1) of the text's words that are German and English function words, in this order."""
    words = [w.replace("’", "'") for w in _LETTERS.findall(text)]
    if not words:
        return 0.0, 0.0
    german, english = word_list("de", "function_words"), word_list("en", "function_words")
    shouted = text.isupper()
    # Words in capitals are abbreviations (IS, IT, WHO, US) unless the whole text is in capitals.
    lower = [w.lower() for w in words if shouted or len(w) == 1 or not w.isupper()]
    return sum(w in german for w in lower) / len(words), sum(w in english for w in lower) / len(words)


def looks_english(text: str) -> bool:
    """True where the text is English rather than German: function words of English clearly prevail.
    Needs four words; names, headlines without function words, and code are not called English."""
    german, english = language_share(text)
    return _prevails(text, english, german)


def looks_german(text: str) -> bool:
    """True where the text is German rather than English; see looks_english."""
    german, english = language_share(text)
    return _prevails(text, german, english)


def contradicts(text: str, language: str) -> bool:
    """True where a text that is said to be in this language is English instead of German, or the other way round;
    False for other languages."""
    return language in TOLD and (looks_english if language == "de" else looks_german)(text)


def _prevails(text: str, share: float, other: float) -> bool:
    count = len(_LETTERS.findall(text))
    return count >= 4 and share * count >= 2 and share >= 0.15 and share > 3 * other


def other_language(text: str) -> str:
    """What a text is that is clearly neither German nor English: "French", "Dutch" …, or "in another script"; else "".
    Needs eight words, a fifth of them function words of that language, or twenty letters."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) >= 20 and sum(c > "\u024f" for c in letters) > 0.7 * len(letters):
        return "in another script"
    words = [word.lower().replace("’", "'") for word in _LETTERS.findall(text)]
    name, count = _nearest(words)
    others = [word for word in words if word not in _FOREIGN[name]]  # "do", "as" are Portuguese and English
    known = max(sum(word in word_list(language, "function_words") for word in others) for language in ("de", "en"))
    return name if len(words) >= 8 and count >= 0.2 * len(words) and count > 3 * known else ""


def rather_other(text: str) -> bool:
    """Whether some words are of another language rather than of English, by their function words; no words are."""
    words = [word.lower().replace("’", "'") for word in _LETTERS.findall(text)]
    return _nearest(words)[1] > sum(word in word_list("en", "function_words") for word in words)


def _nearest(words: Sequence[str]) -> tuple[str, int]:
    """The language with most function words among these, and how many."""
    counts = {name: sum(word in known for word in words) for name, known in _FOREIGN.items()}
    name = max(counts, key=lambda language: counts[language])
    return name, counts[name]
