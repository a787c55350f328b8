"""XML elements, pieces of HTML and zip packages for the formats that are made of them."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from io import BytesIO
from xml.etree.ElementTree import Element, indent, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(tag: str, /, *inside: Element | str, **attributes: str) -> Element:
    """Make an element with its children or its text; an attribute `a_b` is named "a:b"."""
    made = Element(tag, {name.replace("_", ":"): value for name, value in attributes.items()})
    # Where XML can't have a character a mark says that one is unknown, and not lost.
    made.text = "".join(_NO_XML.sub("\ufffd", each) for each in inside if isinstance(each, str)) or None
    made.extend(each for each in inside if not isinstance(each, str))
    return made


def document(root: Element) -> bytes:
    """Write a document in UTF-8, a line for each element."""
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def manifest(schema: str, version: str, *resources: Element, **attributes: str) -> Element:
    """Make the manifest of a package of content."""
    about = element("metadata", element("schema", schema), element("schemaversion", version))
    files = element("resources", *resources)
    return element("manifest", about, element("organizations"), files, **attributes)


def paragraphs(texts: Iterable[str]) -> str:
    """Write texts as HTML, a paragraph for each of their lines."""
    return "".join(f"<p>{escape(line, quote=False)}</p>" for text in texts for line in text.splitlines())


def package(files: Mapping[str, bytes]) -> bytes:
    """Pack files by their names, in their order. All have one time, so the same files give the same bytes."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as folder:
        for name, body in files.items():
            folder.writestr(ZipInfo(name), body, ZIP_DEFLATED)
    return packed.getvalue()
