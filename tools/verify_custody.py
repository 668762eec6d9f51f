#!/usr/bin/env python3
"""Checks a custody bundle of Amparo without Amparo: Python 3.9 or newer, its standard library, no network.

    python3 verify_custody.py FOLDER [--key KEY] [--checkpoint SIZE:ROOT[@DAY]] [--witness KEY] [--dispute DAY] [--exhibit FILE] [--receipt N] [--lang es|en]

Answers with one word and an exit code: PROVEN (0), CONSISTENT, NOT PROVEN (3), REFUSED (1); 2 when nothing was checked. Written from RFC 6962 and RFC 9162
(trees), RFC 8032 (Ed25519), C2SP signed-note, tlog-checkpoint and tlog-cosignature; it shares no code with what it checks.
"""

import argparse, base64, datetime, hashlib, json, pathlib, re, sys

SCHEMA = "amparo-case-bundle/1"
FILES, STATEMENT = ("README.txt", "bundle.json", "checkpoint.note", "key.txt"), "statement.note"
NUMBER, HEX = "(0|[1-9][0-9]{0,18})", "([0-9a-f]{64})"

TEXTS = {
    "files": ("el paquete debe contener exactamente: {0}", "the bundle must hold exactly: {0}"),
    "key": ("la clave no tiene la forma nombre+huella+base64", "the key is not of the form name+hash+base64"),
    "other_key": ("key.txt no es la clave indicada con --key, ni lo fue antes", "key.txt is not the key given with --key, nor was that one its key before"),
    "change": ("el cambio de clave con {0} apuntes no lleva de una clave a la siguiente", "the change of key at {0} entries does not lead from one key to the next"),
    "note": ("{0}: no es una nota firmada en su única forma", "{0}: not a signed note in its one form"),
    "signature": ("{0}: la firma no es de {1}", "{0}: the signature is not of {1}"),
    "line": ("{0}: la línea {1} no tiene su forma", "{0}: line {1} is not in its form"),
    "digest": ("{0}: el contenido no es el firmado", "{0}: the content is not what was signed"),
    "sizes": ("la declaración y el punto de control no coinciden", "statement and checkpoint do not agree"),
    "json": ("bundle.json: {0}", "bundle.json: {0}"),
    "entry": ("apunte con índice {0}: {1}", "entry at index {0}: {1}"),
    "order": ("los apuntes no están en orden", "the entries are not in order"),
    "leaf": ("su contenido no es el registrado", "its content is not what was recorded"),
    "place": ("su contenido dice otro objeto u otro número", "its content says another object or another number"),
    "proof": ("su prueba no lleva a la raíz", "its proof does not lead to the root"),
    "count": ("la declaración cuenta {0} apuntes, hay {1}: falta o sobra alguno", "the statement counts {0} entries, {1} are here: one is missing or too many"),
    "gap": ("HUECO: el apunte con índice {0} es el número {1} de su objeto y antes solo hay {2}; faltan los números {3} a {4}", "GAP: the entry at index {0} is number {1} on its object and only {2} came before; numbers {3} to {4} are missing"),
    "receipt": ("HUECO: el recibo cuenta {0} apuntes sobre este objeto, el paquete tiene {1}", "GAP: the receipt counts {0} entries on this object, the bundle has {1}"),
    "previous": ("HUECO: el apunte con índice {0} nombra como anterior a otro: falta o fue cambiado", "GAP: the entry at index {0} names another one before it: it is missing or was replaced"),
    "blank": ("retenido sin decir quién o por qué", "withheld without saying who or why"),
    "consistency": ("la prueba desde el tamaño {0} no lleva a la raíz", "the proof from size {0} does not lead to the root"),
    "anchor_form": ("--checkpoint: escriba TAMAÑO:RAÍZ o TAMAÑO:RAÍZ@AAAA-MM-DD", "--checkpoint: write SIZE:ROOT or SIZE:ROOT@YYYY-MM-DD"),
    "anchor_bad": ("CONTRADICCIÓN: con {0} apuntes la raíz del paquete no es la del papel: la historia fue cambiada", "CONTRADICTION: at {0} entries the bundle's root is not the one on paper: history was replaced"),
    "anchor_none": ("el paquete no prueba nada sobre el tamaño {0}; pida otro con --anchor {0}", "the bundle proves nothing about size {0}; ask for one made with --anchor {0}"),
    "anchor_ok": ("coincide con el punto de control {0}, anterior al litigio ({1})", "agrees with the checkpoint {0}, which predates the dispute ({1})"),
    "anchor_late": ("coincide, pero no consta que se tuviera antes del litigio: {0}", "agrees, but is not known to have been held before the dispute: {0}"),
    "witness_none": ("nada en el paquete está cofirmado por {0}", "nothing in the bundle is cosigned by {0}"),
    "exhibit_unknown": ("{0}: ningún efecto del paquete tiene su resumen", "{0}: no exhibit of the bundle has its digest"),
    "exhibit_ok": ("{0}: es el efecto {1}, byte a byte", "{0}: is the exhibit {1}, byte by byte"),
    "exhibit": ("efecto {0}: {1} bytes, SHA-256 calculado al recibirlo {2}", "exhibit {0}: {1} bytes, SHA-256 computed at receipt {2}"),
    "same": ("efecto {0}: lo declarado en el apunte {1} ({2}) por {3} es lo mismo", "exhibit {0}: what the entry at {1} declared ({2}) by {3} is the same"),
    "declared": ("efecto {0}: lo declarado en el apunte {1} ({2}) por {3} NO es lo calculado al recibirlo: {4}", "exhibit {0}: what the entry at {1} declared ({2}) by {3} is NOT what was computed at receipt: {4}"),
    "declares": ("efecto {0}: el apunte {1} no declara ({2}) ese resumen", "exhibit {0}: the entry at {1} does not declare ({2}) that digest"),
    "head": ("objeto {0}; registro {1}; {2} apuntes en el registro; raíz {3}\nhuella de la clave {4}", "object {0}; log {1}; {2} entries in the log; root {3}\nfingerprint of the key {4}"),
    "print_before": ("hasta {0} apuntes firmaba otra clave, de huella {1}; ambas firman el cambio", "up to {0} entries another key signed, of fingerprint {1}; both signed the change"),
    "line_opened": ("índice {0}, número {1}: {2} · {3} · {4}", "index {0}, number {1}: {2} · {3} · {4}"),
    "old": ("anterior a la numeración", "older than numbering"),
    "line_erased": ("índice {0}, número {1}: BORRADO con su expediente (contenido destruido)", "index {0}, number {1}: ERASED with its case (content destroyed)"),
    "line_withheld": ("índice {0}, número {1}: RETENIDO por {2}: {3}", "index {0}, number {1}: WITHHELD by {2}: {3}"),
    "PROVEN": ("PROBADO hasta {0} apuntes, en la medida en que se confíe en quien guarda o cofirmó ese punto de control", "PROVEN up to {0} entries, as far as whoever holds or cosigned that checkpoint is trusted"),
    "CONSISTENT": ("COHERENTE, NO PROBADO: compare la huella, el tamaño y la raíz con los de otro (--checkpoint, --witness)", "CONSISTENT, NOT PROVEN: compare fingerprint, size and root with what another holds (--checkpoint, --witness)"),
    "REFUSED": ("RECHAZADO", "REFUSED"),
}

class Refused(Exception):
    """What does not hold: a key of TEXTS and its parts."""

def need(condition, *what):
    """Refuses unless the condition holds."""
    if not condition:
        raise Refused(*what)

def sha256(*parts):
    """SHA-256 of the parts one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()

# Ed25519, RFC 8032 section 5.1, verification alone.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)

def point_from(data):
    """The point that 32 bytes encode, in extended coordinates; None when they encode none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P

def add(a, b):
    """The sum of two points."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    c, d = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = f - e, d - c, d + c, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P

def same_points(a, b):
    """Whether two points are one."""
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 == (a[1] * b[2] - b[1] * a[2]) % P

def times(number, point):
    """The point added to itself so often."""
    total = NEUTRAL
    for bit in f"{number:b}":
        total = add(add(total, total), point) if bit == "1" else add(total, total)
    return total

BASE = point_from((4 * pow(5, -1, P) % P).to_bytes(32, "little"))

def ed25519_verifies(public, message, signature):
    """Whether the signature over the message is that of the public key."""
    a, r, s = point_from(public), point_from(signature[:32]), int.from_bytes(signature[32:], "little")
    # a key of an order that divides eight fits many signatures
    if len(signature) != 64 or a is None or r is None or s >= ORDER or same_points(times(8, a), NEUTRAL):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return same_points(times(s, BASE), add(r, times(k, a)))

# Trees: RFC 6962 section 2.1; checks as in RFC 9162 sections 2.1.3.2 and 2.1.4.2.
def climb(place, last, nodes, path):
    """Where a path leads; None when it has not its length. What stands to the left is in every tree, to the right in the last alone."""
    for other in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            nodes = [sha256(b"\1", other, node) for node in nodes]
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            nodes = [*nodes[:-1], sha256(b"\1", nodes[-1], other)]
        place, last = place >> 1, last >> 1
    return nodes if last == 0 else None

def extends(old, old_root, new, new_root, path):
    """Whether the path shows the older tree to be a prefix of the newer."""
    if not 0 < old < new or not path:
        return False
    path = ([old_root] if old & (old - 1) == 0 else []) + path
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    return climb(place, last, path[:1] * 2, path[1:]) == [old_root, new_root]

# Notes: C2SP signed-note.
def base64_of(text):
    """The bytes of base64 in its one form, None otherwise."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None

def read_key(text, kind=1):
    """Name and public key of a verifier key: of signatures, or of cosignatures (4)."""
    match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", text)
    data = match and base64_of(match[3])
    need(data and len(data) == 33 and data[0] == kind and key_hash(match[1], data[1:], kind).hex() == match[2], "key")
    return match[1], data[1:]

def key_hash(name, public, kind=1):
    """Four bytes that tell a key in signature lines."""
    return sha256(name.encode(), bytes([10, kind]), public)[:4]

def split_note(name, data):
    """The text of a note and its signatures by name, nothing verified."""
    try:
        text, lines = data.decode().rsplit("\n\n", 1)
    except ValueError:
        raise Refused("note", name) from None
    need(lines.endswith("\n") and re.fullmatch(r"[^\x00-\x09\x0b-\x1f]*", text), "note", name)
    found = [re.fullmatch(r"— (\S+) (\S+)", line) for line in lines[:-1].split("\n")]
    signatures = [match and (match[1], base64_of(match[2]) or b"") for match in found]
    need(all(one and len(one[1]) > 4 for one in signatures), "note", name)
    return text + "\n", signatures

def need_signed(name, text, signatures, key):
    """Refuses unless the key has signed the text; lines of other keys are passed over."""
    own = [blob[4:] for signer, blob in signatures if signer == key[0] and blob[:4] == key_hash(*key)]
    need(own and all(ed25519_verifies(key[1], text.encode(), blob) for blob in own), "signature", name, key[0])

def cosigned_at(text, signatures, key):
    """When this witness cosigned the text; None when it did not."""
    for signer, blob in signatures:
        if signer == key[0] and blob[:4] == key_hash(*key, 4):
            seconds = int.from_bytes(blob[4:12], "big")
            message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
            need(ed25519_verifies(key[1], message, blob[12:]) and 0 < seconds < 2**36, "signature", "note", key[0])
            return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)

def read_lines(name, text, *forms):
    """What stands in the lines of a text, each of which has one form."""
    lines, found = text.split("\n"), []
    need(len(lines) == len(forms) + 1, "line", name, len(lines))
    for number, (form, line) in enumerate(zip((*forms, ""), lines), 1):
        match = re.fullmatch(form, line)
        need(match, "line", name, number)
        found += match.groups()
    return found

def read_statement(text, origin):
    """What the node says of the bundle, and the digests of its files."""
    counts = ("size", "entries", "opened", "erased", "withheld")
    forms = [f"{name} {NUMBER}" for name in counts] + ["made .+"] + [f"file {HEX} {re.escape(name)}" for name in FILES]
    found = read_lines(STATEMENT, text, SCHEMA, f"origin {re.escape(origin)}", "object (.+)", *forms)
    return dict(zip(counts, map(int, found[1:])), object=found[0]), dict(zip(FILES, found[1 + len(counts):]))

def read_checkpoint(text, origin):
    """Size and root of a checkpoint."""
    size, root = read_lines("checkpoint.note", text, re.escape(origin), NUMBER, r"(\S+)")
    root = base64_of(root)
    need(root and len(root) == 32, "line", "checkpoint.note", 3)
    return int(size), root

def read_changes(notes, newest):
    """The keys before the newest: each with the last size and root under it, signed by it and by the next."""
    found = []
    for note in notes:
        text, lines = split_note("key_changes", note.encode())
        forms = (f"origin {re.escape(newest[0])}", f"size {NUMBER}", f"root {HEX}", "from (.+)", "to (.+)")
        size, root, old, new = read_lines("key_changes", text, "amparo-log-key-change/1", *forms)
        for key in (old, new):
            need_signed("key_changes", text, lines, read_key(key))
        found.append(dict(key=read_key(old), next=read_key(new), size=int(size), root=bytes.fromhex(root)))
    for one, then in zip(found, [*found[1:], dict(key=newest, size=2**63)]):
        need(one["next"] == then["key"] != one["key"] and one["key"][0] == newest[0] and one["size"] < then["size"], "change", one["size"])
    return found

def hash_of(text, where):
    """Thirty-two bytes from hex in its one form."""
    need(isinstance(text, str) and re.fullmatch(HEX, text), "json", where)
    return bytes.fromhex(text)

def no_twice(pairs):
    """A JSON object whose names are each there once."""
    need(len({name for name, _ in pairs}) == len(pairs), "json", "a name stands twice")
    return dict(pairs)

def check_entry(entry, said, size, root):
    """Leaf, body and state of one entry whose proof leads to the root."""
    index, state, body = entry["index"], entry["state"], None
    if state == "opened":
        salt = hash_of(entry["salt"], "salt")
        leaf = sha256(b"\0", sha256(salt, entry["body"].encode()))
        body = json.loads(entry["body"], object_pairs_hook=no_twice)
        need((body.get("object_id"), body.get("counter")) == (said["object"], entry["counter"]), "entry", index, "place")
    else:
        need(state in ("erased", "withheld"), "json", "state")
        leaf = hash_of(entry["leaf"], "leaf")
        if entry["commitment"] is not None:
            need(sha256(b"\0", hash_of(entry["commitment"], "commitment")) == leaf, "entry", index, "leaf")
        if state == "withheld":
            need(entry["by"].strip() and entry["why"].strip(), "entry", index, "blank")
    # a changed body gives another leaf, whose proof then leads elsewhere
    path = [hash_of(item, "proof") for item in entry["proof"]]
    need(0 <= index < size and climb(index, size - 1, [leaf], path) == [root], "entry", index, "leaf" if state == "opened" else "proof")
    return dict(index=index, counter=entry["counter"], state=state, leaf=leaf, body=body, entry=entry)

def check_chain(entries):
    """Every entry on the object, from its first on, is there: each counted one names its number and the leaf before it."""
    for found, entry in enumerate(entries):
        need(not found or entries[found - 1]["index"] < entry["index"], "order")
        body, number = entry["body"] or {}, entry["counter"]
        need(number in (None, found + 1), "gap", entry["index"], number, found, found + 1, (number or 0) - 1)
        before = entries[found - 1]["leaf"].hex() if found else None
        need(body.get("counter") is None or body.get("previous") == before, "previous", entry["index"])

def weigh(exhibits, entries):
    """What was declared of each exhibit beside what was computed at receipt: for a human to weigh, since the bundle is as it was signed."""
    bodies = {entry["index"]: entry["body"] for entry in entries if entry["body"]}
    for exhibit in exhibits:
        name, computed = exhibit["name"], exhibit["computed"]["sha256"]
        yield "exhibit", name, exhibit["size_bytes"], computed
        for declared in exhibit["declared"]:
            body, field = bodies.get(declared["index"]), declared["field"]
            says_so = body and body["details"].get(field) == declared["digest"]
            word = "declares" if not says_so else "same" if declared["digest"] == computed else "declared"
            yield word, name, declared["index"], field, body and body["actor"], declared["digest"]

def verify(files, key_text=None):
    """Checks the files of a bundle, by name. Gives what they show; raises Refused. The key is a verifier key or its fingerprint."""
    need(sorted(files) == sorted((*FILES, STATEMENT)), "files", ", ".join((*FILES, STATEMENT)))
    key = read_key(files["key.txt"].decode(errors="replace")[:-1])
    text, lines = split_note(STATEMENT, files[STATEMENT])
    said, digests = read_statement(text, key[0])
    for name in FILES:
        need(sha256(files[name]).hex() == digests[name], "digest", name)
    need(len(lines) == 1, "note", STATEMENT)
    need_signed(STATEMENT, text, lines, key)
    try:
        bundle = json.loads(files["bundle.json"], object_pairs_hook=no_twice)
        before = read_changes(bundle.get("key_changes", []), key)
        keys = [*(change["key"] for change in before), key]
        typed = key_text and ([read_key(key_text)] if "+" in key_text else key_text.replace(" ", "").lower())
        need(not typed or any(typed in ([one], sha256(one[1]).hex()) for one in keys), "other_key")
        text, lines = split_note("checkpoint.note", files["checkpoint.note"])
        size, root = read_checkpoint(text, key[0])
        need_signed("checkpoint.note", text, lines, next((one["key"] for one in before if size <= one["size"]), key))
        return check_bundle(bundle, said, size, root, key, before, (text, lines))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("json", f"{type(error).__name__} {error}") from None

def check_bundle(bundle, said, size, root, key, before, newest):
    """Checks what bundle.json says under its checkpoint."""
    same = (SCHEMA, said["object"], key[0], size, root.hex())
    need(tuple(bundle[name] for name in ("schema", "object_id", "origin", "size", "root")) == same and size == said["size"], "sizes")
    entries = [check_entry(entry, said, size, root) for entry in bundle["entries"]]
    check_chain(entries)
    for state in ("opened", "erased", "withheld"):
        count = sum(entry["state"] == state for entry in entries)
        need(count == said[state], "count", said[state], count)
    need(len(entries) == said["entries"], "count", said["entries"], len(entries))
    known, notes = {size: root}, [(size, newest)]
    for proof in bundle["consistency"]:
        older = hash_of(proof["root"], "root")
        path = [hash_of(item, "proof") for item in proof["proof"]]
        need(extends(proof["size"], older, size, root, path), "consistency", proof["size"])
        known[proof["size"]] = older
        if proof.get("note") is not None:
            note = split_note("bundle.json", proof["note"].encode())
            need(read_checkpoint(note[0], key[0]) == (proof["size"], older), "consistency", proof["size"])
            notes.append((proof["size"], note))
    for change in before:
        need(known.get(change["size"]) == change["root"], "consistency", change["size"])
    weighed = list(weigh(bundle["exhibits"], entries))
    return dict(said=said, key=key, before=before, size=size, root=root, entries=entries, known=known, notes=notes, exhibits=bundle["exhibits"], weighed=weighed)

def check_anchor(text, known):
    """Size of a checkpoint typed from paper, and the day since which somebody has held it."""
    match = re.fullmatch(r"(\d+):([0-9a-f]{64})(?:@(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])))?", text.replace(" ", "").lower(), re.ASCII)
    need(match, "anchor_form")
    size = int(match[1])
    need(size in known, "anchor_none", size)
    need(known[size].hex() == match[2], "anchor_bad", size)
    return size, match[3] and datetime.date.fromisoformat(match[3]), text

def run(options, say):
    """Checks a folder and says what it shows; gives the exit code."""
    shown = verify({path.name: path.read_bytes() if path.is_file() else b"" for path in pathlib.Path(options.folder).iterdir()}, options.key)
    need(len(shown["entries"]) >= options.receipt, "receipt", options.receipt, len(shown["entries"]))
    say("head", shown["said"]["object"], shown["key"][0], shown["size"], shown["root"].hex(), sha256(shown["key"][1]).hex())
    for change in shown["before"]:
        say("print_before", change["size"], sha256(change["key"][1]).hex())
    for entry in shown["entries"]:
        number, body, raw = entry["counter"] or "old", entry["body"], entry["entry"]
        if body:
            at = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=body["recorded_at_us"])
            say("line_opened", entry["index"], number, f"{at:%Y-%m-%d %H:%M:%S}Z", body["actor"], body["action"])
        else:
            say("line_" + entry["state"], entry["index"], number, raw.get("by"), raw.get("why"))
    for line in shown["weighed"]:
        say(*line)
    for path in options.exhibit:
        digest = sha256(pathlib.Path(path).read_bytes()).hex()
        found = [exhibit["name"] for exhibit in shown["exhibits"] if exhibit["computed"]["sha256"] == digest]
        need(found, "exhibit_unknown", path)
        say("exhibit_ok", path, found[0])
    anchors = [check_anchor(text, shown["known"]) for text in options.checkpoint]
    for text in options.witness:
        key = read_key(text, 4)
        seen = sorted((size, at) for size, note in shown["notes"] for at in [cosigned_at(*note, key)] if at)
        before = [one for one in seen if options.dispute is None or one[1].date() < options.dispute]
        if not seen:
            say("witness_none", key[0])
        anchors += [(size, at.date(), f"{size} · {key[0]} · {at:%Y-%m-%d %H:%M:%S}Z") for size, at in (before or seen)[-1:]]
    held = [options.dispute is None or bool(day and day < options.dispute) for _, day, _ in anchors]
    for (_, _, text), is_before in zip(anchors, held):
        say("anchor_ok" if is_before else "anchor_late", text, options.dispute or "—")
    proven = [size for (size, _, _), is_before in zip(anchors, held) if is_before]
    say("PROVEN" if proven else "CONSISTENT", max(proven, default=0))
    return 0 if proven else 3

def text_of(lang, key, *parts):
    """A text with its parts, which may be keys themselves."""
    return TEXTS[key][lang].format(*(TEXTS[part][lang] if part in TEXTS else part for part in parts))

def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    lists = dict.fromkeys(("--checkpoint", "--witness", "--exhibit"), dict(action="append", default=[]))
    for name, how in {"--key": {}, "--dispute": dict(type=datetime.date.fromisoformat), "--receipt": dict(type=int, default=0), **lists}.items():
        parser.add_argument(name, **how)
    parser.add_argument("--lang", choices=("es", "en"), default="es")
    options = parser.parse_args()
    lang = 0 if options.lang == "es" else 1
    try:
        return run(options, lambda *what: print(text_of(lang, *what)))
    except Refused as refused:
        if refused.args[0] == "anchor_form":
            parser.error(text_of(lang, "anchor_form"))
        print(f"{text_of(lang, 'REFUSED')}: {text_of(lang, *refused.args)}")
        return 1
    except (OSError, ValueError) as error:
        parser.error(error)

if __name__ == "__main__":
    sys.exit(main())
