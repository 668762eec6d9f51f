// What an application needs of a platform node, with what Node 20 brings alone. Types for TypeScript stand beside it, in amparo_platform.d.mts.
//
//     AMPARO_URL=https://platform.example AMPARO_NAME=application AMPARO_SECRET=... node amparo_platform.mjs upload KEY FILE < statement.json
//     AMPARO_WEBHOOK_SECRET=... node amparo_platform.mjs check HEADER < body
//     ... node amparo_platform.mjs held REPORT < missing.json
//     ... node amparo_platform.mjs receipts < /dev/null
//
// KEY is your own name of an upload: the same again gets the same answer, and nothing is stored twice. HEADER is the `Amparo-Signature` of a message that
// came, whose body is checked byte for byte. `held` says that your store holds what a message asked it to; missing.json lists what was gone: []. `receipts` says
// what was filed and what came of it; its key has the role `outcome_reader`, which reaches nothing else.
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";

/** Asks the node; an answer other than 2xx is an Error with the node's words, which name the field and what to do. */
async function ask(node, method, path, body, headers = {}) {
  const authorization = `Basic ${Buffer.from(`${node.name}:${node.secret}`).toString("base64")}`;
  const answer = await fetch(node.url + path, { method, body, headers: { authorization, ...headers }, signal: AbortSignal.timeout(60_000) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** Hands a file over: upload_id, and the hits that the node's lists have. No hit is a decision about anybody. */
export async function upload(node, key, statement, fileName, file) {
  const form = new FormData();
  form.set("upload", JSON.stringify(statement));
  form.set("file", new Blob([file], { type: "application/octet-stream" }), fileName);
  return ask(node, "POST", "/api/uploads", form, { "idempotency-key": key });
}

/** Whether a message was signed by the node, lately. Ask before the body is parsed. */
export function isFromTheNode(secret, header, body, toleranceSeconds = 300) {
  const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (seconds === undefined || Math.abs(Date.now() / 1000 - Number(seconds)) > toleranceSeconds) return false;
  const expected = createHmac("sha256", secret).update(`${seconds}.`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, "hex"));
}

/** Says that the store holds what it was asked to, but for what was gone before: of account, files, log_ins. */
export async function confirmHold(node, reportId, missing = []) {
  const body = JSON.stringify({ action: "hold", missing });
  return ask(node, "POST", `/api/reports/${reportId}/hold-confirmation`, body, { "content-type": "application/json" });
}

/** Every report with its number, its state, its uploads and what came of it, the newest first; nothing of any account. */
export async function receipts(node) {
  const found = [];
  for (let after = ""; after !== null; ) {
    const page = await ask(node, "GET", `/api/receipts?after=${after}`);
    found.push(...page.receipts);
    after = page.next;
  }
  return found;
}

async function stdin() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function main([what, first, second]) {
  const { AMPARO_URL: url, AMPARO_NAME: name, AMPARO_SECRET: secret, AMPARO_WEBHOOK_SECRET } = process.env;
  const node = { url, name, secret };
  const input = await stdin();
  if (what === "upload") return upload(node, first, JSON.parse(input), basename(second), await readFile(second));
  if (what === "check") return isFromTheNode(AMPARO_WEBHOOK_SECRET, first, input);
  if (what === "held") return confirmHold(node, first, JSON.parse(input));
  if (what === "receipts") return receipts(node);
  throw new Error("upload KEY FILE, check HEADER, held REPORT, or receipts; see the head of this file");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(await main(process.argv.slice(2))));
}
