"""Judges XML documents by an XSD with lxml and with xmlschema.

Reads {"xsd": PATH, "documents": [PATH, ...]} from standard input; prints per document what each judge has against it,
null if nothing.
"""

import json
import sys

import lxml.etree
import xmlschema

task = json.load(sys.stdin)
by_lxml = lxml.etree.XMLSchema(lxml.etree.parse(task["xsd"]))
by_xmlschema = xmlschema.XMLSchema(task["xsd"])


def objections(path):
    """What lxml and xmlschema say against a document."""
    document = lxml.etree.parse(path)
    first = None if by_lxml.validate(document) else str(by_lxml.error_log.last_error)
    second = next((error.reason or str(error) for error in by_xmlschema.iter_errors(path)), None)
    return {"lxml": first, "xmlschema": second}


json.dump({path: objections(path) for path in task["documents"]}, sys.stdout)
