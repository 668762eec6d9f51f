"""What an application needs of a platform node, with Python's standard library alone.

    AMPARO_URL=https://platform.example AMPARO_NAME=application AMPARO_SECRET=... python3 amparo_platform.py upload KEY FILE < statement.json
    AMPARO_WEBHOOK_SECRET=... python3 amparo_platform.py check HEADER < body
    ... python3 amparo_platform.py held REPORT < missing.json
    ... python3 amparo_platform.py receipts

KEY is your own name of an upload: the same again gets the same answer, and nothing is stored twice. HEADER is the `Amparo-Signature` of a message that
came, whose body is checked byte for byte. `held` says that your store holds what a message asked it to; missing.json lists what was gone: []. `receipts` says
what was filed and what came of it; its key has the role `outcome_reader`, which reaches nothing else.
"""

import base64
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid


def _ask(method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> dict:
    """Asks the node; an answer other than 2xx raises urllib.error.HTTPError, whose body names the field and what to do."""
    name = f"{os.environ['AMPARO_NAME']}:{os.environ['AMPARO_SECRET']}"
    headers = {"Authorization": "Basic " + base64.b64encode(name.encode()).decode()} | (headers or {})
    request = urllib.request.Request(os.environ["AMPARO_URL"] + path, data=body, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def upload(key: str, statement: dict, file_name: str, file: bytes) -> dict:
    """Hands a file over: upload_id, and the hits that the node's lists have. No hit is a decision about anybody."""
    boundary = uuid.uuid4().hex
    # a name goes into a header: what would end it there is left out; the name that the user gave stands in the statement
    safe = "".join(c for c in file_name if c.isascii() and c.isprintable() and c not in '"\\') or "file"
    body = b"".join([
        f'--{boundary}\r\nContent-Disposition: form-data; name="upload"\r\n\r\n'.encode(),
        json.dumps(statement).encode(),
        f'\r\n--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode(),
        file,
        f"\r\n--{boundary}--\r\n".encode(),
    ])
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Idempotency-Key": key}
    return _ask("POST", "/api/uploads", body, headers)


def is_from_the_node(secret: str, header: str, body: bytes, tolerance_s: int = 300) -> bool:
    """Whether a message was signed by the node, lately. Ask before the body is parsed."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    seconds = parts.get("t", "")
    if not seconds.isdecimal() or abs(time.time() - int(seconds)) > tolerance_s:
        return False
    expected = hmac.new(secret.encode(), f"{seconds}.".encode() + body, "sha256").hexdigest()
    return hmac.compare_digest(expected.encode(), parts.get("v1", "").encode())


def confirm_hold(report_id: str, missing: list[str]) -> dict:
    """Says that the store holds what it was asked to, but for what was gone before: of account, files, log_ins."""
    body = json.dumps({"action": "hold", "missing": missing}).encode()
    return _ask("POST", f"/api/reports/{report_id}/hold-confirmation", body, {"Content-Type": "application/json"})


def receipts() -> list[dict]:
    """Every report with its number, its state, its uploads and what came of it, the newest first; nothing of any account."""
    found, after = [], ""
    while after is not None:
        page = _ask("GET", f"/api/receipts?after={after}")
        found += page["receipts"]
        after = page["next"]
    return found


def main() -> None:
    match sys.argv[1:]:
        case ["upload", key, path]:
            with open(path, "rb") as file:
                answer = upload(key, json.load(sys.stdin), os.path.basename(path), file.read())
        case ["check", header]:
            answer = is_from_the_node(os.environ["AMPARO_WEBHOOK_SECRET"], header, sys.stdin.buffer.read())
        case ["held", report_id]:
            answer = confirm_hold(report_id, json.load(sys.stdin))
        case ["receipts"]:
            answer = receipts()
        case _:
            sys.exit(__doc__)
    print(json.dumps(answer))


if __name__ == "__main__":
    try:
        main()
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code}: {error.read().decode(errors='replace')}")
