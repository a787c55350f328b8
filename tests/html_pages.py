"""A page as its reader meets it: text, headings, links, forms; and what must be so on every page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_VOID = {"base", "br", "img", "input", "link", "meta"}
_WITHIN_A_LINE = {"a", "cite", "em", "label", "span", "strong", "time"}
_LOADED = {"stylesheet", "icon", "apple-touch-icon"}


@dataclass
class Control:
    """A field or a button of a form."""

    kind: str
    name: str
    value: str
    checked: bool


@dataclass
class Form:
    """A form with its fields and buttons, in their order."""

    method: str
    action: str
    controls: list[Control] = field(default_factory=list)

    def data(self, press: str, **choices: str | list[str]) -> dict[str, str | list[str]]:
        """Return what a browser sends when these values are chosen and the button of this step is pressed."""
        hidden = {control.name: control.value for control in self.controls if control.kind == "hidden"}
        assert ("submit", "step", press) in [(c.kind, c.name, c.value) for c in self.controls]
        offered = {(control.name, control.value) for control in self.controls}
        for name, chosen in choices.items():
            assert all(
                (name, value) in offered for value in ([chosen] if isinstance(chosen, str) else chosen)
            )
        return {**hidden, **choices, "step": press}

    def chosen(self) -> dict[str, str]:
        """Return what stands chosen when the page comes."""
        return {control.name: control.value for control in self.controls if control.checked}


@dataclass
class Element:
    """One element with its attributes and the text in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


def _is_inline(element: Element) -> bool:
    """Whether an element is a style or a script in the page; what is data by its type is none."""
    is_data = element.attributes.get("type") == "application/ld+json"
    return element.tag == "style" or (
        element.tag == "script" and "src" not in element.attributes and not is_data
    )


class HtmlPage(HTMLParser):
    """A reply of the site, taken apart."""

    def __init__(self, reply: TestResponse) -> None:
        super().__init__()
        self.status = reply.status_code
        self.html = reply.text
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._open: list[Element] = []
        self._select = ""
        self._fields: list[tuple[Element, bool]] = []
        self.feed(self.html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._part(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)
        self._take_control(tag, element.attributes)
        if tag == "select" or element.attributes.get("type") in {"radio", "checkbox"}:
            self._fields.append((element, any(around.tag == "label" for around in self._open)))

    def _take_control(self, tag: str, attributes: dict[str, str]) -> None:
        name, value = attributes.get("name", ""), attributes.get("value", "")
        if tag == "form":
            self.forms.append(Form(attributes["method"], attributes["action"]))
        elif tag == "select":
            self._select = name
        elif tag == "option":
            self.forms[-1].controls.append(Control(tag, self._select, value, "selected" in attributes))
        elif tag in {"input", "button"} and attributes.get("type") != "button":
            kind = attributes.get("type", "submit")
            self.forms[-1].controls.append(Control(kind, name, value, "checked" in attributes))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag
        self._part(tag)

    def _part(self, tag: str) -> None:
        """Keep the words before and after a tag apart, unless it stands within a line."""
        if tag not in _WITHIN_A_LINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    @property
    def text(self) -> str:
        """All that the page says, white space as one blank."""
        return " ".join(self._all("body")[0].text.split())

    @property
    def title(self) -> str:
        return self._all("title")[0].text

    @property
    def heading(self) -> str:
        """The text of the one h1."""
        (heading,) = self._all("h1")
        return " ".join(heading.text.split())

    @property
    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    @property
    def links(self) -> list[str]:
        return [element.attributes["href"] for element in self._all("a")]

    @property
    def ways(self) -> dict[str, str]:
        """Where the links of a quiz lead, by name."""
        return {
            e.attributes["data-way"]: e.attributes["href"]
            for e in reversed(self._all("a"))
            if "data-way" in e.attributes
        }

    def of(self, element_id: str) -> str:
        """Return the text of the element with this id."""
        (found,) = [element for element in self.elements if element.attributes.get("id") == element_id]
        return " ".join(found.text.split())

    def lines(self, *tags: str) -> list[str]:
        """Return the texts of these elements, in their order."""
        return [" ".join(e.text.split()) for e in self.elements if e.tag in tags]

    def form(self, step: str) -> Form:
        """Return the form with the button of this step."""
        (form,) = [form for form in self.forms if any(c.value == step for c in form.controls)]
        return form

    def _all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def faults(self) -> list[str]:
        """Return what is wrong with a page whatever it is about."""
        found = [f"the id {name} stands twice" for name in set(self.ids) if self.ids.count(name) > 1]
        found += [f"{tag} is not there once" for tag in ("h1", "main", "title") if len(self._all(tag)) != 1]
        found += [f"<{e.tag}> is inline" for e in self.elements if _is_inline(e)]
        found += [
            f"{e.tag} has {name}"
            for e in self.elements
            for name in e.attributes
            if name == "style" or name.startswith("on")
        ]
        found += [f"nothing has the id {link[1:]}" for link in self.links if self._leads_nowhere(link)]
        found += [
            f"{name} comes from elsewhere"
            for name in self._loaded()
            if not name.startswith(("/static/", "/embed.js", "/brand.css", "/logo."))
        ]
        found += [f"nothing labels {control}" for control in self._unlabelled()]
        found += [] if self.elements[0].attributes.get("lang") else ["the page has no lang"]
        return found

    def _leads_nowhere(self, link: str) -> bool:
        address, name = urldefrag(link)
        return not address and name not in self.ids

    def _loaded(self) -> list[str]:
        sources = [e.attributes["src"] for e in self.elements if "src" in e.attributes]
        links = [e.attributes for e in self._all("link")]
        return sources + [link["href"] for link in links if link["rel"] in _LOADED]

    def _unlabelled(self) -> list[str]:
        """Return the fields that have no label: around them, or by their id."""
        labels = {element.attributes.get("for") for element in self._all("label")}
        return [
            element.attributes["name"]
            for element, labelled in self._fields
            if not labelled and element.attributes.get("id") not in labels
        ]


def get(client: FlaskClient, path: str) -> HtmlPage:
    """Ask for a page."""
    return HtmlPage(client.get(path))


def press(client: FlaskClient, page: HtmlPage, step: str, **choices: str | list[str]) -> HtmlPage:
    """Choose these values in the form that has the button of this step, and press it; or follow its link."""
    if step in page.ways:
        return get(client, page.ways[step])
    form = page.form(step)
    assert form.method == "post"
    return post(client, form.action, form.data(step, **choices))


def post(client: FlaskClient, path: str, data: Mapping[str, str | list[str]]) -> HtmlPage:
    """Send a form and go where the answer leads, as browsers do."""
    reply = client.post(path, data=data)
    return HtmlPage(client.get(reply.headers["Location"]) if reply.status_code == 303 else reply)
