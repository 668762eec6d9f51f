"""A demonstration of the three roles, played by the binary that is to be scanned, and the public form beside it."""

import base64
import json
import re
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 300
ROLES = ("platform", "clearinghouse", "police")
# The public form: no role, and nobody signs in to it.
FORM = "tip"


class Actor:
    """Somebody whom a role of the demonstration knows, with the secret that ends with it."""

    def __init__(self, role, port, name, secret):
        self.role, self.name, self.secret = role, name, secret
        self.base = f"http://127.0.0.1:{port}"

    @property
    def authorization(self):
        return "Basic " + base64.b64encode(f"{self.name}:{self.secret}".encode()).decode()

    def ask(self, method, path, body=None, **headers):
        """Status and body of one request; redirects are answers like others."""
        known = {"Authorization": self.authorization} if self.secret else {}
        headers = {**known, "Content-Type": "application/json", **headers}
        request = urllib.request.Request(self.base + path, data=body, method=method, headers=headers)
        opener = urllib.request.build_opener(NoRedirect)
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()

    def document(self):
        """The role's OpenAPI document."""
        return json.loads(self.ask("GET", "/openapi.json")[1])


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


@contextmanager
def played(binary, folder, first_port):
    """Plays the reference operation and stays up: all actors by role."""
    data, log = Path(folder) / "data", Path(folder) / "demo.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [binary, "demo", "--data", data, "--first-port", str(first_port)], stdout=said, stderr=said)
        try:
            wait_until_up(process, log)
            yield read_actors(data / "credentials.txt")
        finally:
            process.terminate()
            process.wait(timeout=60)


@contextmanager
def form(binary, folder):
    """Serves the public form by the demonstration's configuration: who comes to it, with neither name nor secret."""
    configuration, log = Path(folder) / "data" / f"{FORM}.toml", Path(folder) / f"{FORM}.log"
    port = int(re.search(r'(?m)^listen = ".*:(\d+)"$', configuration.read_text())[1])
    with log.open("wb") as said:
        process = subprocess.Popen([binary, "serve", FORM, "--config", configuration], stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            wait_until_up(process, log, "the public form listens on")
            yield Actor(FORM, port, "nobody", "")
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_until_up(process, log, said="stay up until Ctrl-C"):
    began = time.monotonic()
    while said not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
            raise SystemExit(f"what is to be scanned does not come up:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.5)


def read_actors(path):
    """Lines of `http://ROLE.localhost:PORT  NAME  SECRET`."""
    actors = {role: [] for role in ROLES}
    for line in path.read_text().splitlines():
        page, name, secret = line.split()
        role, port = page.removeprefix("http://").split(".localhost:")
        actors[role].append(Actor(role, port, name, secret))
    return actors


def measured(actors, wanted):
    """How many requests the role has counted whose status `wanted` says yes to."""
    operator = next(actor for actor in actors if actor.name == "operator")
    _, text = operator.ask("GET", "/metrics")
    lines = re.findall(r'^http_requests_total\{[^}]*status="(\d+)"[^}]*\} (\d+)', text.decode(), re.MULTILINE)
    return sum(int(count) for status, count in lines if wanted(status))


def server_errors(actors):
    """Answers of 5xx since the role's start: whichever scanner provoked them."""
    return measured(actors, lambda status: status.startswith("5"))


def requests(actors):
    """All answers since the role's start."""
    return measured(actors, lambda _: True)
