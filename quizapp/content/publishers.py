"""The known publishers and licences, which editors need not describe each time.

A publisher that is not here is no fault: its kind, licence and hosts are simply not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

LICENCES = {
    "cc-by-4": "Free to use with credit.",
    "cc-by": "Free to use with credit; the version is not known.",
    "cc-by-nc": "Free to use with credit, but not to earn money.",
    "ogl-3": "The United Kingdom's Open Government Licence, with its notice.",
    "public-domain": "Of the United States government; free to use.",
    "rights-reserved": "Its facts may be told in other words, and the page linked.",
    "not-stated": "Nobody says.",
}
"""The licences of texts, and what each allows."""

SOURCE_KINDS = {
    "web-article": "An article on a web site.",
    "health-service": "A page of a public health service.",
    "guideline": "A guideline for those who treat people.",
    "study": "A study or a review of studies.",
    "charity": "A page of a charity.",
    "professional-body": "A page of a body of professionals.",
    "other": "None of these.",
}
"""What a source may be."""

SEEN = {
    "whole": "All of it, at its own address.",
    "part": "A part of it, at its own address.",
    "abstract": "Its abstract.",
    "copy": "A copy of the page in another place.",
    "quoted": "What another page quotes or sums up.",
    "not-recorded": "Nobody wrote it down.",
}
"""How much of a source was seen."""

LICENCE_ADDRESSES = {
    "cc-by-4": "https://creativecommons.org/licenses/by/4.0/",
    "ogl-3": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}

_RESOLVERS = ("doi.org",)
"""Hosts that lead to any publisher's page and stay when it moves."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """The facts that hold for everything from one publisher."""

    kind: str
    licence: str
    hosts: tuple[str, ...]


_NHS = ("health-service", "ogl-3")
PUBLISHERS: Mapping[str, Publisher] = {
    "NHS": Publisher(*_NHS, ("nhs.uk",)),
    "NHS inform": Publisher(*_NHS, ("nhsinform.scot",)),
    "NHS Frimley Healthier Together": Publisher(*_NHS, ("frimley-healthiertogether.nhs.uk",)),
    "East Lancashire Hospitals NHS Trust": Publisher(*_NHS, ("elht.nhs.uk",)),
    "MHRA": Publisher(*_NHS, ("gov.uk",)),
    "NICE": Publisher("guideline", "rights-reserved", ("nice.org.uk",)),
    "CDC": Publisher("health-service", "public-domain", ("cdc.gov",)),
    "FDA": Publisher("health-service", "public-domain", ("fda.gov",)),
    "FDA (DailyMed)": Publisher("health-service", "public-domain", ("dailymed.nlm.nih.gov",)),
    "British Journal of Sports Medicine": Publisher("study", "rights-reserved", ("bjsm.bmj.com",)),
    "BMC Musculoskeletal Disorders": Publisher(
        "study", "cc-by", ("bmcmusculoskeletdisord.biomedcentral.com",)
    ),
    "BSR, BHPR, BOA, RCGP and BSAC": Publisher("guideline", "rights-reserved", ("academic.oup.com",)),
    "Sports Medicine International Open": Publisher(
        "study", "not-stated", ("thieme-connect.com", "pmc.ncbi.nlm.nih.gov")
    ),
}


def is_bare_host(url: str) -> bool:
    """Whether an address leads to a site's front door and to no page."""
    parts = _parts(url)
    return parts.path in {"", "/"} and not parts.query


def is_elsewhere(publisher: str, url: str) -> bool:
    """Whether an address is on no host of a publisher that is known."""
    known = PUBLISHERS.get(publisher)
    return known is not None and not _is_at(url, (*known.hosts, *_RESOLVERS))


def known_publisher(publisher: str | None, url: str | None) -> str | None:
    """The known publisher of a page, by its name or else by the address; None for any other."""
    if publisher in PUBLISHERS:
        return publisher
    return next((name for name, known in PUBLISHERS.items() if url and _is_at(url, known.hosts)), None)


def is_contact_of(publisher: str, address: str | None) -> bool:
    """Whether an address of mail or the web is at a host of a known publisher."""
    web = f"https://{address.rpartition('@')[2]}" if address and "@" in address else address
    return web is not None and _is_at(web, PUBLISHERS[publisher].hosts)


def _is_at(url: str, hosts: Iterable[str]) -> bool:
    host = (_parts(url).hostname or "").removeprefix("www.")
    return any(host == each or host.endswith(f".{each}") for each in hosts)


def _parts(url: str) -> SplitResult:
    """The parts of an address; one without a possible host, such as "https://[a.b/page", has none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
