"""The words for levels and competencies that an article has where its file gives none.

They fit any article; one about training, say, gives words of its own. A language without standard words here
gets the English ones, marked as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.content.model import Competency, CompetencyWords, LevelWords

EMERGENCY = "now"
"""What the words for help now are called, beside the levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardWords:
    """The standard words in one language."""

    levels: Mapping[str, tuple[str, str]]
    """Name and meaning of each level and of EMERGENCY; the meaning is also what to do about their signs."""
    within: Mapping[str, str]
    """What to do about a sign that needs an appointment: soon, routine."""
    competencies: Mapping[str, tuple[str, str]]
    """Title and body."""


_ENGLISH = StandardWords(
    levels={
        "carry-on": ("Carry on", "Carry on as you do, and watch how it goes."),
        "modify": ("Change what you do", "Ease off, or treat it at home. Watch how it goes."),
        "book": ("Book an appointment", "Have it checked by appointment."),
        "urgent": ("Get medical help today", "Get medical help today. Do not wait to see if it passes."),
        EMERGENCY: (
            "Get emergency help now",
            "Call an ambulance, or have someone drive you to an emergency department. Do not drive yourself.",
        ),
    },
    within={"soon": "Book an appointment in the next 1 to 3 days.", "routine": "Book an appointment."},
    competencies={
        "modify-training": ("Know when to change what you do", "You can tell what is fine from what is not."),
        "seek-care": (
            "Know when to get help",
            "You can tell what needs an appointment from what needs help today.",
        ),
    },
)

_SPANISH = StandardWords(
    levels={
        "carry-on": ("Seguir como siempre", "Siga como hasta ahora y observe cómo evoluciona."),
        "modify": ("Cambiar lo que hace", "Haga menos o trátelo en casa. Observe cómo evoluciona."),
        "book": ("Pedir cita", "Pida cita para que lo revisen."),
        "urgent": ("Buscar ayuda médica hoy", "Busque ayuda médica hoy. No espere a ver si se le pasa."),
        EMERGENCY: (
            "Buscar ayuda de emergencia ahora",
            "Llame a una ambulancia o pida que le lleven a urgencias. No conduzca.",
        ),
    },
    within={"soon": "Pida cita para los próximos 1 a 3 días.", "routine": "Pida cita."},
    competencies={
        "modify-training": (
            "Saber cuándo cambiar lo que hace",
            "Distingue lo que no necesita cambios de lo que sí los necesita.",
        ),
        "seek-care": (
            "Saber cuándo buscar ayuda",
            "Distingue lo que necesita una cita de lo que necesita ayuda hoy.",
        ),
    },
)

_QUESTIONS = {"en": "What should {name} do?", "es": "¿Qué debería hacer {name}?"}
"""The question after a story; in other languages an editor writes it."""
_WORDS = {"en": _ENGLISH, "es": _SPANISH}


def standard_words(lang: str) -> tuple[StandardWords, str | None]:
    """The standard words in a language, and which language they are in where that is another one."""
    base = lang.lower().partition("-")[0]
    return (_WORDS[base], None) if base in _WORDS else (_ENGLISH, "en")


def level_words(lang: str, name: str) -> LevelWords:
    """The standard words for a level, by its slug, or for EMERGENCY."""
    words, other = standard_words(lang)
    title, means = words.levels[name]
    return LevelWords(id=name, name=title, means=means, standard=True, lang=other)


def competency_words(lang: str, name: str) -> CompetencyWords:
    """The standard words for a competency."""
    words, other = standard_words(lang)
    title, body = words.competencies[name]
    return CompetencyWords(id=Competency(name), title=title, body=body, standard=True, lang=other)


def action_of(lang: str, words: LevelWords, within: str | None) -> str:
    """The action for a sign that gives none of its own, from the words of its step."""
    return standard_words(lang)[0].within.get(within or "", words.means)


def question(lang: str, name: str) -> str | None:
    """The question about the person in a story; None in a language that has none yet."""
    words = _QUESTIONS.get(lang.lower().partition("-")[0])
    return words and words.format(name=name)
