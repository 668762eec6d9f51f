#!/usr/bin/env python3
"""Checks a custody bundle of Amparo without Amparo: Python 3.9 or newer, its standard library, no network.

    python3 verify_custody.py FOLDER [--key KEY] [--checkpoint SIZE:ROOT[@DAY]] [--witness KEY] [--dispute DAY] [--exhibit FILE] [--lang es|en]

Answers with one word and an exit code: PROVEN (0), CONSISTENT, NOT PROVEN (3), REFUSED (1). Written from RFC 6962 and RFC 9162
(trees), RFC 8032 (Ed25519), C2SP signed-note, tlog-checkpoint and tlog-cosignature; it shares no code with what it checks.
"""

import argparse, base64, datetime, hashlib, json, pathlib, re, sys

SCHEMA = "amparo-case-bundle/1"
FILES = ("README.txt", "bundle.json", "checkpoint.note", "key.txt")
STATEMENT = "statement.note"

TEXTS = {
    "files": ("el paquete debe contener exactamente: {0}", "the bundle must hold exactly: {0}"),
    "key": ("la clave no tiene la forma nombre+huella+base64", "the key is not of the form name+hash+base64"),
    "other_key": ("key.txt no es la clave indicada con --key", "key.txt is not the key given with --key"),
    "note": ("{0}: no es una nota firmada en su única forma", "{0}: not a signed note in its one form"),
    "signature": ("{0}: la firma no es de {1}", "{0}: the signature is not of {1}"),
    "statement": ("statement.note: la línea {0} no tiene su forma", "statement.note: line {0} is not in its form"),
    "digest": ("{0}: el contenido no es el firmado", "{0}: the content is not what was signed"),
    "checkpoint": ("checkpoint.note: no es un punto de control de {0}", "checkpoint.note: not a checkpoint of {0}"),
    "sizes": ("la declaración y el punto de control no coinciden", "statement and checkpoint do not agree"),
    "json": ("bundle.json: {0}", "bundle.json: {0}"),
    "entry": ("apunte con índice {0}: {1}", "entry at index {0}: {1}"),
    "order": ("los apuntes no están en orden", "the entries are not in order"),
    "leaf": ("su contenido no es el registrado", "its content is not what was recorded"),
    "object": ("trata de otro objeto", "it is about another object"),
    "proof": ("su prueba no lleva a la raíz", "its proof does not lead to the root"),
    "count": ("la declaración cuenta {0} apuntes, hay {1}: falta o sobra alguno", "the statement counts {0} entries, {1} are here: one is missing or too many"),
    "gap": ("HUECO: el apunte con índice {0} es el número {1} de su objeto y antes solo hay {2}; faltan los números {3} a {4}", "GAP: the entry at index {0} is number {1} on its object and only {2} came before; numbers {3} to {4} are missing"),
    "previous": ("HUECO: el apunte con índice {0} nombra como anterior a otro: falta o fue cambiado", "GAP: the entry at index {0} names another one before it: it is missing or was replaced"),
    "counter": ("el número declarado no es el del contenido", "the number beside it is not the one in its content"),
    "blank": ("retenido sin decir quién o por qué", "withheld without saying who or why"),
    "consistency": ("la prueba desde el tamaño {0} no lleva a la raíz", "the proof from size {0} does not lead to the root"),
    "anchor_form": ("--checkpoint: escriba TAMAÑO:RAÍZ o TAMAÑO:RAÍZ@AAAA-MM-DD", "--checkpoint: write SIZE:ROOT or SIZE:ROOT@YYYY-MM-DD"),
    "anchor_bad": ("CONTRADICCIÓN: con {0} apuntes la raíz del paquete no es la del papel: la historia fue cambiada", "CONTRADICTION: at {0} entries the bundle's root is not the one on paper: history was replaced"),
    "anchor_none": ("el paquete no prueba nada sobre el tamaño {0}; pida otro con --anchor {0}", "the bundle proves nothing about size {0}; ask for one made with --anchor {0}"),
    "anchor_ok": ("coincide con el punto de control {0}", "agrees with the checkpoint {0}"),
    "anchor_late": ("coincide, pero no consta que se tuviera antes del litigio: {0}", "agrees, but is not known to have been held before the dispute: {0}"),
    "witness_none": ("nada en el paquete está cofirmado por {0}", "nothing in the bundle is cosigned by {0}"),
    "exhibit_unknown": ("{0}: ningún efecto del paquete tiene su resumen", "{0}: no exhibit of the bundle has its digest"),
    "exhibit_ok": ("{0}: es el efecto {1}, byte a byte", "{0}: is the exhibit {1}, byte by byte"),
    "declared": ("efecto {0}: lo declarado en el apunte {1} ({2}) no es lo calculado al recibirlo", "exhibit {0}: what the entry at {1} declared ({2}) is not what was computed at receipt"),
    "declares": ("efecto {0}: un apunte abierto no declara ese resumen", "exhibit {0}: an open entry does not declare that digest"),
    "head": ("objeto {0}; registro {1}; {2} apuntes en el registro; raíz {3}", "object {0}; log {1}; {2} entries in the log; root {3}"),
    "print": ("huella de la clave {0}", "fingerprint of the key {0}"),
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

# Ed25519, RFC 8032 section 5.1, verification alone.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)

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

def combine(s, a, k, b):
    """s·a + k·b."""
    both, total = add(a, b), (0, 1, 1, 0)
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        total = add(total, total)
        choice = (s >> bit & 1, k >> bit & 1)
        if choice != (0, 0):
            total = add(total, {(1, 1): both, (1, 0): a, (0, 1): b}[choice])
    return total

BASE = point_from((4 * pow(5, -1, P) % P).to_bytes(32, "little"))

def ed25519_verifies(public, message, signature):
    """Whether the signature over the message is that of the public key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = point_from(public), point_from(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER or is_small(a):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    x, y, z, _ = combine(s, BASE, k, (P - a[0], a[1], a[2], P - a[3]))
    return (x - r[0] * z) % P == 0 and (y - r[1] * z) % P == 0

def is_small(point):
    """Whether the point has an order that divides eight: such a key fits many signatures."""
    for _ in range(3):
        point = add(point, point)
    return point[0] == 0 and (point[1] - point[2]) % P == 0

# Trees: RFC 6962 section 2.1; checks as in RFC 9162 sections 2.1.3.2 and 2.1.4.2.
def leaf_of(commitment):
    """The leaf over a commitment."""
    return hashlib.sha256(b"\0" + commitment).digest()

def node_of(left, right):
    """The node over two children."""
    return hashlib.sha256(b"\1" + left + right).digest()

def climb(place, last, nodes, path):
    """Where a path leads; None when it has not its length. What stands to the left is in every tree, to the right in the last alone."""
    for other in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            nodes = [node_of(other, node) for node in nodes]
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            nodes = [*nodes[:-1], node_of(nodes[-1], other)]
        place, last = place >> 1, last >> 1
    return nodes if last == 0 else None

def includes(leaf, index, size, root, path):
    """Whether the path leads from the leaf at the index to the root."""
    return 0 <= index < size and climb(index, size - 1, [leaf], path) == [root]

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
    parts = text.split("+", 2)
    need(len(parts) == 3 and re.fullmatch(r"[^\s+]+", parts[0]), "key")
    data = base64_of(parts[2])
    need(data and len(data) == 33 and data[0] == kind and key_hash(parts[0], data[1:], kind).hex() == parts[1], "key")
    return parts[0], data[1:]

def key_hash(name, public, kind=1):
    """Four bytes that tell a key in signature lines."""
    return hashlib.sha256(name.encode() + bytes([10, kind]) + public).digest()[:4]

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

def read_statement(text, origin):
    """What the node says of the bundle, and the digests of its files."""
    fields = ("object", "size", "entries", "opened", "erased", "withheld", "made")
    lines = text.split("\n")
    need(len(lines) == 2 + len(fields) + len(FILES) + 1, "statement", len(lines))
    need(lines[0] == SCHEMA, "statement", 1)
    need(lines[1] == f"origin {origin}", "statement", 2)
    said, digests = {}, {}
    for number, (name, line) in enumerate(zip(fields, lines[2:]), 3):
        form = r".+" if name in ("object", "made") else r"0|[1-9][0-9]*"
        match = re.fullmatch(f"{name} ({form})", line)
        need(match, "statement", number)
        said[name] = match[1] if name in ("object", "made") else int(match[1])
    for number, (name, line) in enumerate(zip(FILES, lines[2 + len(fields):]), 3 + len(fields)):
        match = re.fullmatch(f"file ([0-9a-f]{{64}}) {re.escape(name)}", line)
        need(match, "statement", number)
        digests[name] = match[1]
    return said, digests

def read_checkpoint(text, origin):
    """Size and root of a checkpoint."""
    match = re.fullmatch(r"(.+)\n(0|[1-9][0-9]*)\n(\S+)\n", text)
    root = match and base64_of(match[3])
    need(root and len(root) == 32 and match[1] == origin, "checkpoint", origin)
    return int(match[2]), root

def hash_of(text, where):
    """Thirty-two bytes from hex in its one form."""
    need(isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text), "json", where)
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
        leaf = leaf_of(hashlib.sha256(salt + entry["body"].encode()).digest())
        body = json.loads(entry["body"], object_pairs_hook=no_twice)
        need(body.get("object_id") == said["object"], "entry", index, "object")
        need(body.get("counter") == entry["counter"], "entry", index, "counter")
    else:
        need(state in ("erased", "withheld"), "json", "state")
        leaf = hash_of(entry["leaf"], "leaf")
        if entry["commitment"] is not None:
            need(leaf_of(hash_of(entry["commitment"], "commitment")) == leaf, "entry", index, "leaf")
        if state == "withheld":
            need(entry["by"].strip() and entry["why"].strip(), "entry", index, "blank")
    # a changed body gives another leaf, whose proof then leads elsewhere
    leads = includes(leaf, index, size, root, [hash_of(item, "proof") for item in entry["proof"]])
    need(leads, "entry", index, "leaf" if state == "opened" else "proof")
    return dict(index=index, counter=entry["counter"], state=state, leaf=leaf, body=body, entry=entry)

def check_chain(entries):
    """Every entry on the object, from its first on, is there: each counted one names its number and the leaf before it."""
    for found, entry in enumerate(entries):
        need(not found or entries[found - 1]["index"] < entry["index"], "order")
        body, number = entry["body"] or {}, entry["counter"]
        if number is not None:
            need(number == found + 1, "gap", entry["index"], number, found, found + 1, number - 1)
        if body.get("counter") is not None:
            before = entries[found - 1]["leaf"].hex() if found else None
            need(body.get("previous") == before, "previous", entry["index"])

def find_faults(exhibits, entries):
    """What does not agree about the exhibits: for a human to weigh, since the bundle itself is as it was signed."""
    open_ones = {entry["index"]: entry["body"]["details"] for entry in entries if entry["body"]}
    for exhibit in exhibits:
        name = exhibit["name"]
        for declared in exhibit["declared"]:
            if open_ones.get(declared["index"], {}).get(declared["field"]) != declared["digest"]:
                yield "declares", name
            elif declared["digest"] != exhibit["computed"]["sha256"]:
                yield "declared", name, declared["index"], declared["field"]

def verify(files, key_text=None):
    """Checks the files of a bundle, by name. Gives what they show; raises Refused. The key is a verifier key or its fingerprint."""
    need(sorted(files) == sorted((*FILES, STATEMENT)), "files", ", ".join((*FILES, STATEMENT)))
    own = files["key.txt"].decode(errors="replace")
    key, typed = read_key(own[:-1]), key_text or own[:-1]
    need(own.endswith("\n"), "key")
    need(typed == own[:-1] or typed.replace(" ", "").lower() == hashlib.sha256(key[1]).hexdigest(), "other_key")
    text, lines = split_note(STATEMENT, files[STATEMENT])
    said, digests = read_statement(text, key[0])
    for name in FILES:
        need(hashlib.sha256(files[name]).hexdigest() == digests[name], "digest", name)
    need(len(lines) == 1, "note", STATEMENT)
    need_signed(STATEMENT, text, lines, key)
    text, lines = split_note("checkpoint.note", files["checkpoint.note"])
    need_signed("checkpoint.note", text, lines, key)
    size, root = read_checkpoint(text, key[0])
    need(size == said["size"], "sizes")
    try:
        return check_bundle(json.loads(files["bundle.json"], object_pairs_hook=no_twice), said, size, root, key, (text, lines))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("json", f"{type(error).__name__} {error}") from None

def check_bundle(bundle, said, size, root, key, newest):
    """Checks what bundle.json says under its checkpoint."""
    same = (SCHEMA, said["object"], key[0], size, root.hex())
    need((bundle["schema"], bundle["object_id"], bundle["origin"], bundle["size"], bundle["root"]) == same, "sizes")
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
    faults = list(find_faults(bundle["exhibits"], entries))
    return dict(said=said, key=key, size=size, root=root, entries=entries, known=known, notes=notes, exhibits=bundle["exhibits"], faults=faults)

def check_anchor(text, known, dispute):
    """Size of a checkpoint typed from paper, and whether it was held before the dispute."""
    match = re.fullmatch(r"(\d+):([0-9a-f]{64})(?:@(\d{4}-\d\d-\d\d))?", text.replace(" ", "").lower(), re.ASCII)
    need(match, "anchor_form")
    size, root = int(match[1]), match[2]
    need(size in known, "anchor_none", size)
    need(known[size].hex() == root, "anchor_bad", size)
    since = match[3] and datetime.date.fromisoformat(match[3])
    return size, dispute is None or (since is not None and since < dispute)

def run(options, lang, say):
    """Checks a folder and says what it shows; gives the exit code."""
    folder = pathlib.Path(options.folder)
    shown = verify({path.name: path.read_bytes() if path.is_file() else b"" for path in folder.iterdir()}, options.key)
    say("head", shown["said"]["object"], shown["key"][0], shown["size"], shown["root"].hex())
    say("print", hashlib.sha256(shown["key"][1]).hexdigest())
    for entry in shown["entries"]:
        number, body, raw = entry["counter"] or text_of(lang, "old"), entry["body"], entry["entry"]
        if body:
            at = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=body["recorded_at_us"])
            say("line_opened", entry["index"], number, f"{at:%Y-%m-%d %H:%M:%S}Z", body["actor"], body["action"])
        else:
            say("line_" + entry["state"], entry["index"], number, raw.get("by"), raw.get("why"))
    for fault in shown["faults"]:
        say(*fault)
    for path in options.exhibit:
        digest = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
        found = [exhibit["name"] for exhibit in shown["exhibits"] if exhibit["computed"]["sha256"] == digest]
        need(found, "exhibit_unknown", path)
        say("exhibit_ok", path, found[0])
    proven = []
    for text in options.checkpoint:
        size, is_before = check_anchor(text, shown["known"], options.dispute)
        say("anchor_ok" if is_before else "anchor_late", text)
        proven += [size] if is_before else []
    for text in options.witness:
        key = read_key(text, 4)
        seen = sorted((size, at) for size, note in shown["notes"] for at in [cosigned_at(*note, key)] if at)
        before = [one for one in seen if options.dispute is None or one[1].date() < options.dispute]
        for size, at in (before or seen)[-1:]:
            say("anchor_ok" if before else "anchor_late", f"{size} · {key[0]} · {at:%Y-%m-%d %H:%M:%S}Z")
        if not seen:
            say("witness_none", key[0])
        proven += [size for size, _ in before]
    say("PROVEN" if proven else "CONSISTENT", max(proven, default=0))
    return 0 if proven else 3

def text_of(lang, key, *parts):
    """A text with its parts, which may be keys themselves."""
    return TEXTS[key][lang].format(*(TEXTS[part][lang] if part in TEXTS else part for part in parts))

def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--key")
    for name in ("--checkpoint", "--witness", "--exhibit"):
        parser.add_argument(name, action="append", default=[])
    parser.add_argument("--dispute", type=datetime.date.fromisoformat)
    parser.add_argument("--lang", choices=("es", "en"), default="es")
    options = parser.parse_args()
    lang = 0 if options.lang == "es" else 1
    try:
        return run(options, lang, lambda *what: print(text_of(lang, *what)))
    except Refused as refused:
        print(f"{text_of(lang, 'REFUSED')}: {text_of(lang, *refused.args)}")
        return 1

if __name__ == "__main__":
    sys.exit(main())
