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
# What registers name of everything: no kind of its own.
EVERYWHERE = ("entry_id", "object_id")


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
    elif isinstance(value, (str, int)) and name.endswith(("_id", "_number")):
        values = known.setdefault(name, [])
        if value != "" and str(value) not in values and len(values) < MOST_KNOWN:
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
    """`/api/reports/{id}` takes a `report_id` and `{subject}` a `subject_id`; an `{id}` without a list of its own takes one of any kind."""
    name = parameter["name"]
    before = path.split("/{" + name)[0].rsplit("/", 1)[-1].removesuffix("s").replace("-", "_")
    values = known.get(f"{before}_{name}") or known.get(f"{name}_id")
    if name == "id" and not values:
        values = [one for field, values in known.items() if field not in EVERYWHERE for one in values[:1]]
    return {"anyOf": [{"enum": values}, parameter["schema"]]} if values else parameter["schema"]
