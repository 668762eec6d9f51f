"""sqlmap puts SQL where operations take text: paths, queries, JSON bodies."""

import json
import re
import subprocess
from pathlib import Path

from . import document as documents
from .finding import Finding, ScannerFailed, loopback_only

UNFINISHED = "out of time"
FOUND = re.compile(r"^Parameter: (.+)$", re.MULTILINE)


def scan(sqlmap, actor, targets, folder, patience_seconds=120):
    """Findings of one actor over `targets`: (name, path, body), each text to be tried marked with a star."""
    findings = set()
    for name, path, body in targets:
        log = Path(folder) / (re.sub(r"\W+", "-", f"{actor.role}-{name}") + ".sqlmap.log")
        command = [
            sqlmap, "--url", actor.base + path, "--auth-type", "basic", "--auth-cred", f"{actor.name}:{actor.secret}", "--batch",
            "--technique", "BEU", "--level", "1", "--risk", "1", "--flush-session", "--disable-coloring", "--timeout", "30",
            "--ignore-code", "*", "--output-dir", Path(folder) / "sqlmap"]
        command += ["--data", body, "--headers", "Content-Type: application/json"] if body else []
        try:
            with log.open("wb") as said:
                subprocess.run(command, stdout=said, stderr=said, timeout=patience_seconds, env=loopback_only())
        except subprocess.TimeoutExpired:
            findings.add(Finding("sqlmap", "low", UNFINISHED, f"{actor.role} {name}"))
            continue
        text = log.read_text(errors="replace")
        if "shutting down" not in text and "ending @" not in text:
            raise ScannerFailed(f"sqlmap on {name} broke off: see {log}")
        findings |= {Finding("sqlmap", "high", "SQL injection", f"{actor.role} {name} {found}") for found in FOUND.findall(text)}
    return findings


def targets(document, share, known):
    """What of an actor's operations takes text."""
    for method, path, operation in documents.operations(document):
        if (method, path) in share and not path.startswith(("/custody/", "/assets/")):
            address, starred = fill(path, operation, known)
            body = sample_body(document, operation, known)
            if method == "get" and starred or body:
                yield f"{method.upper()} {path}", address, body


def fill(path, operation, known):
    """Known identifiers in the path and any text in the query, each with a star behind."""
    address, query, starred = path, [], False
    for parameter in operation.get("parameters", []):
        starred = True
        if parameter["in"] == "path":
            values = documents.path_identifier(path, parameter, known).get("anyOf", [{}])[0].get("enum") or ["1"]
            address = address.replace("{" + parameter["name"] + "}", values[0] + "*")
        elif parameter["in"] == "query":
            query.append(f"{parameter['name']}=1*")
    return address + ("?" + "&".join(query) if query else ""), starred


def sample_body(document, operation, known):
    """A JSON body that the operation's schema allows, with a star in each free text; none if it takes none."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = json.dumps(sample(document, content.get("schema") or {}, "", known))
    return body if "*" in body else None


def sample(document, schema, name, known):
    """One value of a schema."""
    schema = resolve(document, schema)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "object" or "properties" in schema:
        return {name: sample(document, inner, name, known) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [sample(document, schema.get("items") or {}, name.removesuffix("s"), known)]
    if kind == "string":
        return known.get(name, ["1"])[0] + "*"
    return {"integer": 1, "number": 1, "boolean": True}.get(kind)


def resolve(document, schema):
    """The schema itself, or the first one that it points to."""
    while "$ref" in schema or "oneOf" in schema or "allOf" in schema:
        schema = next((one for key in ("oneOf", "allOf") for one in schema.get(key, []) if one.get("type") != "null"), schema)
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema
