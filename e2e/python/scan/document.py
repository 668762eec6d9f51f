"""A role's OpenAPI document, divided among the actors who may call its operations and filled with identifiers that exist.

A scanner that guesses identifiers never gets past "there is no such report".
"""

import copy
import json

# What the edge says to an actor whose role may not call a route at all.
DENIED = "it is not for this actor"
METHODS = ("get", "put", "post", "delete")
# Identifiers of one kind that a scanner is told of.
MOST_KNOWN = 5


def operations(document):
    """(method, path, operation) of every operation."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def divide(document, actors):
    """For each actor the operations that nobody before may call: {actor: [(method, path)]}."""
    shares = {actor: [] for actor in actors}
    for method, path, _ in operations(document):
        shares[next((actor for actor in actors if is_admitted(actor, method, path)), actors[0])].append((method, path))
    return {actor: share for actor, share in shares.items() if share}


def is_admitted(actor, method, path):
    address = path.replace("{*path}", "0").replace("{", "").replace("}", "")
    status, body = actor.ask(method.upper(), address, None if method == "get" else b"{}")
    return not (status == 404 and DENIED in body.decode(errors="replace"))


def known_identifiers(document, actors):
    """What stands in the roles' lists, by the name of the field: {"report_id": ["rep_..."]}."""
    known = {}
    for method, path, _ in operations(document):
        if method != "get" or "{" in path or not path.startswith("/api/"):
            continue
        for actor in actors:
            status, body = actor.ask("GET", path)
            if status == 200 and body[:1] in (b"{", b"["):
                collect(json.loads(body), "", known)
                break
    return known


def collect(value, name, known):
    if isinstance(value, dict):
        for key, inner in value.items():
            collect(inner, key, known)
    elif isinstance(value, list):
        for inner in value:
            collect(inner, name.removesuffix("s"), known)
    elif isinstance(value, (str, int)) and (name.endswith("_id") or name == "number"):
        values = known.setdefault(name, [])
        if str(value) not in values and len(values) < MOST_KNOWN:
            values.append(str(value))


def with_identifiers(document, known):
    """The document, where an identifier that exists is as likely as any text wherever it takes one."""
    document = copy.deepcopy(document)
    for _, path, operation in operations(document):
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path":
                parameter["schema"] = path_identifier(path, parameter, known)
    for schema in document.get("components", {}).get("schemas", {}).values():
        for name, inner in schema.get("properties", {}).items():
            if name in known and inner.get("type") == "string":
                inner["anyOf"] = [{"enum": known[name]}, {"type": "string"}]
    return document


def path_identifier(path, parameter, known):
    """`/api/reports/{id}` takes a `report_id`; what has no list of its own takes any that is known."""
    before = path.split("/{" + parameter["name"])[0].rsplit("/", 1)[-1]
    field = before.removesuffix("s").replace("-", "_") + "_id"
    values = known.get(field) or known.get(parameter["name"]) or [one for values in known.values() for one in values[:1]]
    return {"anyOf": [{"enum": values}, parameter["schema"]]} if values else parameter["schema"]
