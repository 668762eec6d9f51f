"""The public threatexchange client against a clearinghouse: its NCMEC exchange to the end, while a member changes the list between the pages,
and its StopNCII client.

Reads {"step": "ncmec" | "submit" | "fetch", "url", "username", "password", ...} from standard input; prints what the client made of it.
"""

import json
import os
import sys
import time

# the client writes its own time zone as if it were UTC
os.environ["TZ"] = "UTC"
time.tzset()

import requests
from threatexchange.exchanges.clients.ncmec import hash_api
from threatexchange.exchanges.clients.stopncii import api as stopncii
from threatexchange.exchanges.impl import ncmec_api
from threatexchange.signal_type.md5 import VideoMD5Signal
from threatexchange.signal_type.pdq.signal import PdqSignal

task = json.load(sys.stdin)


class Clock:
    """The client's clock: the server's, and a little further each time that it is moved."""

    def __init__(self, now):
        self.now = now

    def time(self):
        return self.now


class Base:
    """What the client calls an environment: only its address is read."""

    def __init__(self, value):
        self.value = value


def ncmec():
    clock = Clock(task["now"] + 10)
    ncmec_api.time = clock
    hash_api.time = clock
    base = Base(task["url"] + "/hashsharing")
    config = ncmec_api.NCMECCollabConfig(name="a clearinghouse", environment=base)
    exchange = ncmec_api.NCMECSignalExchangeAPI(config, task["username"], task["password"])
    client = exchange.get_client(base)
    owner = tuple(task["owner"])

    def member_says(path, body):
        response = requests.post(task["url"] + path, json=body, auth=owner, timeout=60)
        response.raise_for_status()
        return response.json()

    def entry(number, classification="A1"):
        digest = f"{number:064x}"
        return {"source_id": f"img{number}", "classification": classification, "pdq": digest, "md5": digest[32:]}

    def list_entries(numbers, classification="A1"):
        entries = [entry(number, classification) for number in numbers]
        for start in range(0, len(entries), 1000):
            kept = member_says("/api/hash-lists/csam/entries", {"entries": entries[start : start + 1000]})
            assert all(line["result"] in ("added", "changed") for line in kept["entries"]), kept

    def withdraw(number):
        body = {"source_id": f"img{number}", "reason": "listed by mistake"}
        member_says("/api/hash-lists/csam/withdrawals", body)

    held = {}

    def take(delta):
        for key, update in delta.updates.items():
            held[key.split("-", 1)[1]] = None if update.deleted else update.classification

    list_entries(range(1, 2501))
    checkpoint, pages = None, 0
    for delta in exchange.fetch_iter([PdqSignal, VideoMD5Signal], None):
        checkpoint = delta.checkpoint
        take(delta)
        if delta.updates:
            pages += 1
        if pages == 1 and delta.updates:
            # between two pages: what was fetched, what was not, and what is new
            list_entries([3, 2400], "B2")
            withdraw(4)
            withdraw(2300)
            list_entries([2501])
    after_first = len(held)
    clock.now += 10
    again = 0
    for delta in exchange.fetch_iter([PdqSignal, VideoMD5Signal], checkpoint):
        checkpoint = delta.checkpoint
        again += len(delta.updates)
        take(delta)

    status = client.status()
    me = status.esp_name
    reasons = client.feedback_reasons(hash_api.FingerprintType.md5)
    esp_id = next(member.esp_id for member in client.members() if member.esp_name == owner[0])
    guid = next(iter(reasons))
    client.submit_upvote(esp_id, "img7", hash_api.FingerprintType.pdq)
    client.submit_feedback(
        esp_id, "img7", hash_api.FingerprintType.md5, hash_api.FeedbackType.downvote, guid
    )
    clock.now += 10
    said = {}
    for delta in exchange.fetch_iter([PdqSignal, VideoMD5Signal], checkpoint):
        for update in delta.updates.values():
            if update.id == "img7":
                said = {kind: [(f.feedback_type.value, f.member.esp_name, f.reason) for f in all_of]
                        for kind, all_of in update.feedback.items()}
    return {
        "me": me,
        "pages": pages,
        "after_first": after_first,
        "again": again,
        "held": held,
        "reasons": reasons,
        "reason": reasons[guid],
        "said": said,
    }


def stop_ncii():
    function = stopncii.StopNCIIEndpoint
    keys = {function.SubmitHashes: task["password"], function.SubmitFeedback: task["password"]}
    return stopncii.StopNCIIAPI(
        task["username"], task["password"], keys, base_url_override=task["url"] + "/v1"
    )


def submit():
    client, value = stop_ncii(), stopncii.StopNCIICSPFeedbackValue
    client.submit_hash(stopncii.StopNCIISignalType.ImagePDQ, "ab" * 32, {"a tag"})
    client.submit_feedback(stopncii.StopNCIISignalType.ImagePDQ, "ab" * 32, value.NotBlocked)
    return {}


def fetch():
    records = [record for page in stop_ncii().fetch_hashes_iter() for record in page.hashRecords]
    return [
        {
            "signal": record.signalType.value,
            "hash": record.hashValue,
            "status": record.hashStatus.value,
            "cases": len(record.caseNumbers),
            "feedback": [(said.source, said.feedbackValue.value) for said in record.CSPFeedbacks],
        }
        for record in records
    ]


json.dump({"ncmec": ncmec, "submit": submit, "fetch": fetch}[task["step"]](), sys.stdout)
