"""The words by which the import tells what a part of a health article is about.

They are those of health articles in general, in British and American English. Where none of them fits, a part
is plain text under a heading, and nothing is lost.
"""

from __future__ import annotations

import enum
import re


class Role(enum.Enum):
    """What a section is for."""

    SUMMARY = enum.auto()
    CAUSES = enum.auto()
    """Holds the causes, or stands above the sections that do."""
    CAUSE = enum.auto()
    """One cause, named by its heading."""
    URGENT = enum.auto()
    """Signs that need help today."""
    HELP = enum.auto()
    """When and where to get help."""
    CARE = enum.auto()
    """What readers can do alone."""
    FAQ = enum.auto()
    """Questions with answers."""
    QUESTION = enum.auto()
    """One question, which is the heading, with its answer."""
    TAKEAWAYS = enum.auto()
    OTHER = enum.auto()
    TAIL = enum.auto()
    """No content: newsletter, related articles, references and the like."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_WHO = (
    "doctor|gp|physician|clinician|physio(?:therapist)?|physical therapist|pharmacist|nurse|dentist|midwife"
    "|optician|optometrist|podiatrist|specialist|clinic|professional"
    "|(?:health|health ?care|medical) (?:professional|provider)"
)
_SEE = "(?:see|visit|consult|contact|call|ring|phone|ask|tell|(?:speak|talk) (?:to|with)|check with)"
_SEE_WHO = rf"\b{_SEE} (?:a|an|your|the) (?:[\w-]+ )?(?:{_WHO})\b"
_NOW = "(?:immediately|right away|straight ?away|at once|now|today|urgently|without delay|the same day)"
_HELP = "(?:care|help|attention|advice|treatment|assessment|appointment)"

URGENT = _any(
    r"\b(?:call|ring|dial|phone)(?: nhs)? (?:999|911|112|111|000|811)\b",
    r"\b(?:call|ring|dial|phone) (?:an ambulance|(?:the )?emergency services)\b",
    r"\b(?:go|get|take \w+)(?: straight| directly)? to (?:an? |the |your )?(?:nearest |local )?"
    r"(?:a ?& ?e|er|emergency \w+|casualty|hospital)\b",
    rf"\b(?:seek|get|needs?|requires?)(?: an?)? (?:urgent|emergency|immediate)(?: medical)? {_HELP}\b",
    rf"\b(?:seek|get)(?: medical| professional)? {_HELP} {_NOW}\b",
    rf"{_SEE_WHO} {_NOW}\b",
    r"\bask for an urgent (?:[\w-]+ )?appointment\b",
    r"\bmedical emergenc(?:y|ies)\b",
)
"""In a sentence: help is needed today."""

BOOK = _any(
    _SEE_WHO,
    r"\b(?:make|book|arrange) an? (?:[\w-]+ )?appointment\b",
    r"\bshould(?: always)? be (?:checked|seen|assessed|examined|evaluated|looked at)\b",
    r"\b(?:get|have|getting|having) (?:it|them|this|that|these|your \w+) (?:checked|seen|looked at)\b",
    r"\bget checked\b|\bneeds? (?:to be (?:checked|seen)|a (?:check|(?:closer|second) look))\b",
    r"\bworth (?:getting checked|having checked|checking|a check)\b",
    rf"\bseek (?:medical |professional )?{_HELP}\b",
    rf"\bget (?:medical |professional |expert ){_HELP}\b",
    r"\bget advice\b",
)
"""In a sentence: somebody should look at it, though not today."""

MEDICINE = _any(
    r"\b(?:medicines?|medications?|painkillers?|pain relievers?|tablets?|supplements?|blood thinners?)\b",
    r"\b(?:anti-inflammator(?:y|ies)|ibuprofen|aspirin|paracetamol|acetaminophen|naproxen|nsaids?)\b",
)
"""In a sentence: it is about medicines, which makes it a caution and no sign."""

_SEVERAL = (
    "strategies|steps|tips|ways|options|measures|remedies|techniques|exercises|methods|things|habits"
    "|signs|symptoms|examples"
)
ANNOUNCES = _any(rf"^(?:\S+ ){{0,5}}(?:{_SEVERAL})\b[^:,;]*\b(?:help|include|are|try)\b[^:,;]*$")
"""A sentence that announces several things and names none."""

LABEL = _any(
    r"^(?:important|warning|urgent|caution|attention|emergency|red flags?)\s*[:!]\s*",
    r"^(?:note|remember|(?:pro |top )?tip)\s*[:!]\s*",
)
"""The word before a call-out."""

_YES_OR_NO = _any(r"^(?:can|could|do|does|did|is|are|was|should|will|would|may|must|have|has)\b")
"""A question that begins so asks one thing only, whatever else it speaks of."""

ASKS = _any(r"^(?:how|what|when|where|who|why|which|can|do|does|is|are|should|will|could)\b")
"""A heading that begins so is the name of no cause."""

_HEADINGS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        Role.TAIL,
        _any(
            r"newsletter|subscribe|sign up|stay (?:in touch|up to date|connected)|follow us|share this",
            r"^(?:related|recommended|popular|latest) (?:articles?|reading|posts?|stories|topics?)",
            r"^more (?:from|on|articles|stories)\b|^further reading|^you (?:may|might) also",
            r"^read (?:more|next)",
            r"^(?:references|sources|bibliography|citations|comments?|disclaimer|contact us|advertisement)$",
            r"^leave a (?:reply|comment)|^about (?:us$|(?:the|this|our) (?:author|site|website))",
        ),
    ),
    (
        Role.FAQ,
        _any(
            r"frequently asked|\bfaqs?\b|common questions|people also ask",
            r"questions (?:and|&) answers|^q ?(?:and|&) ?a\b",
        ),
    ),
    (
        Role.TAKEAWAYS,
        _any(
            r"take-?aways?|key (?:points|messages|facts)|main points|bottom line",
            r"^(?:in )?conclusions?$|to remember$|^remember\b",
        ),
    ),
    (
        Role.SUMMARY,
        _any(
            r"^(?:summary|in short|in brief|at a glance|overview|tl;?dr|abstract)\b",
            r"^(?:quick|the short) answer\b",
        ),
    ),
    (
        Role.URGENT,
        _any(
            r"\bred flags?\b|\bemergenc|\burgent|\bimmediate action\b|\bright away\b|\bstraight ?away\b",
            r"\b(?:999|911|112|111)\b|\ba ?& ?e\b",
        ),
    ),
    (
        Role.HELP,
        _any(
            _SEE_WHO,
            r"\bsee someone\b|\bwarning signs?\b|\bsigns? to watch\b|\bworth checking\b",
            r"\bshould (?:i|you) worry\b",
            r"\bwhen\b.*\b(?:help|advice|worry|worried|concerned|care|checked|appointment)\b",
            r"\b(?:get|getting|seek|seeking|need|finding) (?:medical |professional )?(?:help|advice|care)\b",
        ),
    ),
    (
        Role.CARE,
        _any(
            r"\bhelps?\b|\bself[- ]?care\b|\b(?:home|natural) remed|\btips?\b|\btreat(?:ing|ments?)?\b",
            r"\bprevent(?:ing|ion)?\b|\brelie(?:f|ve|ving)\b|\beas(?:e|ing)\b|\bmanag(?:e|ing|ement)\b",
            r"\b(?:things|what|how) (?:you|to|i|we) (?:can |could )?(?:do|try|avoid|reduce|stop|protect)\b",
        ),
    ),
    (
        Role.CAUSES,
        _any(
            r"\bcaus(?:es?|ing)\b|\breasons?\b|\btriggers?\b|\bculprits?\b|\bwhat leads to\b",
            r"^what makes (?!.*\b(?:wors|worr|better))",
            r"^why (?:do|does|is|are|did|you|your|it|my|the)\b|^where .* comes? from",
        ),
    ),
)
"""By its heading, the first that fits. Help comes before causes: "reasons to see a doctor" are no causes."""


def role_of(heading: str) -> Role:
    """Return what the section under a heading is for."""
    if _YES_OR_NO.match(heading) and heading.endswith("?"):
        return Role.OTHER
    return next((role for role, pattern in _HEADINGS if pattern.search(heading)), Role.OTHER)


_CHAFF: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "an invitation to subscribe",
        _any(
            r"\bnewsletter\b|\b(?:un)?subscribe\b|\bno spam\b|\byour (?:inbox|email)\b",
            r"\bsign up (?:for|to) (?:our|my|the|weekly|free)\b",
            r"\bjoin (?:our |the )?(?:[\d,.]+ |thousands of )?(?:other )?(?:readers|subscribers|list)\b",
        ),
    ),
    (
        "navigation",
        _any(
            r"^(?:home|menu|search|about us|contact(?: us)?|log ?in|sign (?:in|up)|register|donate|shop)$",
            r"^(?:share|print|previous|next|back|top|back to top|site ?map|a to z)$",
            r"^skip to (?:main )?content$",
            r"^(?:share|print|email|pin|tweet) this (?:article|page|post|story)\b|\bfollow us on\b",
            r"^(?:related|see also|tags|categories|filed under)\s*:|^read (?:more|next)\b",
            r"^you (?:may|might) also like\b",
            r"^[^.!?>›»|]{1,40}(?: [>›»|] [^.!?>›»|]{1,40}){2,}$",  # noqa: RUF001 - what breadcrumbs are made of
        ),
    ),
    (
        "a legal notice",
        _any(
            r"\ball rights reserved\b|©|\bprivacy (?:policy|notice)\b|\bterms (?:of use|and conditions)\b",
            r"\b(?:we use|accept|this site uses) (?:all )?cookies\b|\bcookie (?:policy|settings)\b",
            r"\bsubstitute for (?:professional )?medical advice\b",
            r"\binformation(?:al)? (?:purposes )?only\b|^advertisement$",
        ),
    ),
    (
        "a by-line",
        _any(
            r"^(?:medically |fact[- ])?(?:written|reviewed|checked|edited) by\b",
            r"^(?:updated|published|posted|reviewed) on\b|^\d+ min(?:ute)?s? read$",
            r"^by (?:(?-i:[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){1,3})|the (?:\w+ )?(?:desk|team|editors?|staff))$",
            r"^(?:page )?(?:last|next) (?:updated|reviewed|review)\b",
        ),
    ),
)
_LONGEST_CHAFF = 40
"""Words; a longer paragraph says more than "subscribe", even if it says that as well."""


def chaff(text: str) -> str | None:
    """Return what a paragraph is that is no content, or None when it may be content."""
    if len(text.split()) > _LONGEST_CHAFF:
        return None
    return next((reason for reason, pattern in _CHAFF if pattern.search(text)), None)
