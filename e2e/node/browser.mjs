// The browser as the tests use it: Chromium by playwright-core, signed in by HTTP Basic, with every complaint written down.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.env.AMPARO_NODE_MODULES, "here.js"));
const { chromium } = require("playwright-core");
export const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/// What Chromium does of its own accord is switched off, so that each request is one of a page.
const ARGUMENTS = [
  "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
  "--disable-domain-reliability", "--disable-extensions", "--disable-sync", "--no-first-run", "--no-default-browser-check",
  "--disable-features=OptimizationHints,MediaRouter,Translate", "--disable-gpu", "--disable-dev-shm-usage",
];

export function launch(executablePath) {
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/// What a browser does when it is asked for a name and a password.
export function answering(visitor) {
  return { httpCredentials: { username: visitor.user, password: visitor.secret, origin: visitor.url } };
}

/// What it does once it knows them; much faster than being asked each time.
export function signedIn(visitor) {
  const token = Buffer.from(`${visitor.user}:${visitor.secret}`).toString("base64");
  return { extraHTTPHeaders: { authorization: `Basic ${token}` } };
}

/// A page of somebody at a role. `complain(what)` hears of errors on the console and of requests to anybody else.
export async function open(browser, visitor, options, complain) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options,
  });
  // a machine that is busy with other tests is slow, not broken
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const host = new URL(visitor.url).host;
  page.on("request", (request) => {
    if (new URL(request.url()).host !== host) complain(`asks another host: ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    const error = request.failure()?.errorText;
    // the next page was asked for before the mark in the tab had come
    if (error !== "net::ERR_ABORTED") complain(`request fails: ${request.url()} ${error}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && response.status() !== 401) complain(`${response.status()} for ${response.url()}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complain(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complain(`page error: ${error.message}`));
  return { context, page };
}
