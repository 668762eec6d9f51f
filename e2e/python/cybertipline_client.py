"""Files and retracts a report with the public client ncmec-cybertip, as a platform of somebody else would.

Reads {"url": BASE, "username": NAME, "password": SECRET} from standard input; prints every answer, and every refusal as the client tells it.
"""

import asyncio
import hashlib
import json
import sys
from datetime import UTC, date, datetime

from pydantic_xml import ParsingError

from ncmec_cybertip import (
    ApiError,
    BatchedReport,
    BatchedReportReason,
    CyberTiplineClient,
    Email,
    EventName,
    FileAnnotations,
    FileDetails,
    IncidentSummary,
    IncidentType,
    InternetDetails,
    IpCaptureEvent,
    OriginalFileHash,
    Person,
    PersonOrUserReported,
    Report,
    ReportAnnotations,
    Reporter,
    WebPageIncident,
)

AT = datetime(2020, 10, 3, 19, 14, 5, tzinfo=UTC)
CONTENT = b"\x89PNG\x01\x02\x03"
SEEN = IpCaptureEvent(ip_address="203.0.113.77", event_name=EventName.UPLOAD, date_time=AT, port=51111)


def report():
    """A report with what is newer than the stored schema, and with characters that XML must carry."""
    account = PersonOrUserReported(
        person=Person(
            email=[Email(value="nispero@correo.example")],
            age=30,
            age_assertion_discrepancy=True,
            date_of_birth=date(1990, 1, 2),
        ),
        esp_identifier="n-77",
        screen_name="níspero & <hijos>",
        ip_capture_event=[SEEN],
    )
    return Report(
        batched_report=BatchedReport(reason=BatchedReportReason.VIRAL_POTENTIAL_MEME),
        incident_summary=IncidentSummary(
            incident_type=IncidentType.CHILD_PORNOGRAPHY,
            incident_date_time=AT,
            report_annotations=ReportAnnotations(spam=True, informational=True),
        ),
        internet_details=[InternetDetails(web_page_incident=WebPageIncident(url=["https://forum.example/t/1?a=1&b=2"]))],
        reporter=Reporter(reporting_person=Person(first_name="Juana", email=[Email(value="juana@forum.example")])),
        person_or_user_reported=account,
    )


def details(report_id, file_id):
    """What is known of the uploaded file."""
    return FileDetails(
        report_id=report_id,
        file_id=file_id,
        original_file_name="imagen ñ.png",
        file_viewed_by_esp=True,
        file_annotations=FileAnnotations(viral=True, generative_ai=True),
        original_file_hash=[OriginalFileHash(value=hashlib.sha256(CONTENT).hexdigest(), hash_type="SHA256")],
        ip_capture_event=SEEN,
    )


async def ask(answers, name, call):
    """Keeps what the client makes of an answer."""
    try:
        answer = await call
    except ApiError as error:
        told = {"code": error.response_code, "description": error.description, "request_id": error.request_id}
        answers[name] = {"refused": told}
        return None
    except ParsingError as error:
        # of /finish it reads the document of success alone
        answers[name] = {"unread": str(error)}
        return None
    answers[name] = answer if isinstance(answer, str) else answer.model_dump(mode="json")
    return answer


async def main():
    """One report to its end, one taken back, and what is refused."""
    task, answers = json.load(sys.stdin), {}
    known = {"username": task["username"], "base_url": task["url"]}
    async with CyberTiplineClient(password=task["password"], **known) as client:
        await ask(answers, "status", client.status())
        await ask(answers, "xsd", client.get_xsd())
        number = (await ask(answers, "submit", client.submit(report()))).report_id
        uploaded = await ask(answers, "upload", client.upload(number, CONTENT, filename="imagen ñ.png"))
        await ask(answers, "fileinfo", client.file_info(details(number, uploaded.file_id)))
        await ask(answers, "strange_file", client.file_info(details(number, "0" * 32)))
        await ask(answers, "finish", client.finish(number))
        await ask(answers, "finish_again", client.finish(number))
        await ask(answers, "upload_late", client.upload(number, CONTENT))
        second = (await ask(answers, "submit_second", client.submit(report()))).report_id
        await ask(answers, "retract", client.retract(second))
        await ask(answers, "retract_again", client.retract(second))
        await ask(answers, "unknown", client.finish(7))
    async with CyberTiplineClient(password="wrong", **known) as stranger:
        await ask(answers, "stranger", stranger.status())
    answers["md5"] = hashlib.md5(CONTENT).hexdigest()
    json.dump(answers, sys.stdout)


asyncio.run(main())
