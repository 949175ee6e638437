"""Is this German or English? By function words: every sentence needs some, and the two languages share hardly any."""

import re

from audit.languages.tables import word_list

TOLD = {"de": "German", "en": "English"}  # the languages that are told apart
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


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
