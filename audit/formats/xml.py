"""XML of others, read without any entity of its own: neither a bomb of nested entities nor a link to another file gets
through. Names of elements are compared without their namespaces, which differ between versions of one format."""

from typing import TYPE_CHECKING

from audit.errors import AuditError
from audit.formats.common import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

XML = "{http://www.w3.org/XML/1998/namespace}"
XML_LANG, XML_SPACE = f"{XML}lang", f"{XML}space"


def parsed(
    data: str | bytes,
    name: str,
    *,
    broken: str = "is not well-formed XML",
    again: str = "export it again",
    without: str = "export it without them",
) -> "Element":
    """The root of an XML text. name: the file's, for errors; broken: what is said of it where it is no XML; again,
    without: the next step then, and where it declares entities. Raises AuditError for both."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(data)
    except DefusedXmlException:
        raise AuditError(f"{name}: declares XML entities, which are not read; {without}") from None
    except (ParseError, ValueError) as error:
        raise AuditError(f"{name}: {broken} ({clean(str(error))}); {again}") from None
    return root


def local(element: "Element") -> str:
    """The name of an element without its namespace; "" for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
