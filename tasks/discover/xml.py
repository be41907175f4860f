"""XML from strangers: no entities of its own, no external files, repaired where it is broken."""

from lxml import etree

from tasks.discover.listing import NotThisKind

_PROLOG = 4_096


def parse_xml(body: bytes) -> etree._Element:
    """The root element. Raises NotThisKind where it is no XML or declares entities (bombs, external files)."""
    if b"<!ENTITY" in body:
        raise NotThisKind("The XML declares entities of its own, which is not safe to read.")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotThisKind("The answer is no XML.") from error
    if root is None:
        raise NotThisKind("The answer is no XML.")
    return root


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace, in lower case; comments and instructions have none."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""
