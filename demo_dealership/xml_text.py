"""A few lines that make writing namespaced XML short."""

from __future__ import annotations

from lxml import etree


def add(parent: etree._Element, path: str, text: str | None = None, **attributes: str) -> etree._Element:
    """Append the elements of ``path`` (prefix:name/prefix:name) below ``parent``; the last one gets text and attributes."""
    node = parent
    for step in path.split("/"):
        prefix, name = step.split(":")
        node = etree.SubElement(node, f"{{{parent.nsmap[prefix]}}}{name}")
    node.text = text
    for name, value in attributes.items():
        node.set(name, value)
    return node


def document(root: etree._Element) -> bytes:
    """Return the XML file."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
