"""What is known of publishers, and of addresses."""

import pytest

from quizapp.content.publishers import LICENCES, PUBLISHERS, is_bare_host, is_elsewhere


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://www.nhs.uk", True),
        ("https://www.nhs.uk/", True),
        ("https://www.nhs.uk/#top", True),
        ("https://www.nhs.uk/conditions/", False),
        ("https://example.org/?page=3", False),
        ("https://[a.b/page", True),
        ("https://a℀b.org/page", True),
    ],
)
def test_an_address_of_a_page_is_told_from_that_of_a_site(url: str, *, bare: bool) -> None:
    assert is_bare_host(url) is bare


@pytest.mark.parametrize(
    ("publisher", "url", "elsewhere"),
    [
        ("NHS", "https://www.nhs.uk/conditions/gout/", False),
        ("NHS", "https://assets.nhs.uk/x.pdf", False),
        ("NHS", "https://nhs.uk.example.org/conditions/gout/", True),
        ("NHS", "https://notnhs.uk/conditions/gout/", True),
        ("NHS", "https://doi.org/10.1000/1", False),
        ("NHS", "https://[nhs.uk/conditions/gout/", True),
        ("Nobody whom we know", "https://example.org/x", False),
    ],
)
def test_a_page_of_a_known_publisher_is_on_one_of_its_hosts(
    publisher: str, url: str, *, elsewhere: bool
) -> None:
    assert is_elsewhere(publisher, url) is elsewhere


def test_the_licence_of_every_publisher_is_explained() -> None:
    assert {known.licence for known in PUBLISHERS.values()} <= set(LICENCES)
