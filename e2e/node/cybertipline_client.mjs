// Files and retracts a report with the public client cybertipline-tools, as a platform of somebody else would.
// The client does not escape `&` and `<`, so no text here holds them. Reads {url, username, password} from standard input; prints every answer as JSON.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const entry = join(process.env.AMPARO_NODE_MODULES, "cybertipline-tools/dist/index.js");
const { Client, Environment, IncidentType } = await import(pathToFileURL(entry));
const { url, username, password } = JSON.parse(readFileSync(0, "utf8"));

const client = new Client({ environment: Environment.Testing, credentials: { username, password } });
client.baseUrl = url;

const at = new Date("2020-10-03T19:14:05Z");
const account = {
  espIdentifier: "n-77", espService: "Foro Ejemplo", screenName: "níspero", displayName: ["Níspero «Ñ»"],
  personOrUserReportedPerson: { email: [{ email: "nispero@correo.example" }], dateOfBirth: new Date("1994-01-02") },
  ipCaptureEvent: [{ ipAddress: "203.0.113.77", eventName: "Upload", dateTime: at, port: 51111 }],
};
const report = {
  incidentSummary: {
    incidentType: IncidentType.ChildPornography, incidentDateTime: at,
  },
  internetDetails: [{ webPageIncident: { url: ["https://forum.example/t/1"], additionalInfo: "hilo «público»" } }],
  reporter: { reportingPerson: { firstName: "Juana", lastName: "Pérez", email: [{ email: "juana@forum.example" }] } },
  personOrUserReported: account,
};

// The client keeps what a refusal says to itself, so it is heard here.
let heard = "";
const send = globalThis.fetch;
globalThis.fetch = async (...request) => {
  const response = await send(...request);
  heard = await response.clone().text();
  return response;
};

const answers = {};
async function ask(name, call) {
  heard = "";
  try {
    const { data } = await call();
    answers[name] = data;
    return data;
  } catch (error) {
    answers[name] = { error: String(error.message ?? error), heard };
    return {};
  }
}

await ask("status", () => client.getStatus());
const { reportId } = await ask("submit", () => client.submitReport(report));
const file = new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])], "imagen ñ.png", { type: "image/png" });
const { fileId } = await ask("upload", () => client.uploadFile({ id: reportId, file }));
await ask("fileinfo", () => client.submitFileDetails({
  reportId: Number(reportId), fileId, originalFileName: "imagen ñ.png", fileViewedByEsp: true, publiclyAvailable: true,
  ipCaptureEvent: { ipAddress: "203.0.113.77", eventName: "Upload", dateTime: at, port: 51111 },
}));
await ask("finish", () => client.finishReport({ id: reportId }));
await ask("finish_again", () => client.finishReport({ id: reportId }));
const second = await ask("submit_second", () => client.submitReport(report));
await ask("retract", () => client.cancelReport({ id: second.reportId }));
await ask("retract_again", () => client.cancelReport({ id: second.reportId }));

const stranger = new Client({ environment: Environment.Testing, credentials: { username, password: "wrong" } });
stranger.baseUrl = url;
await ask("stranger", () => stranger.getStatus());
console.log(JSON.stringify(answers));
