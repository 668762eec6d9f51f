// Looks at every page that somebody can reach by links, after texts that break out of careless pages were put into every field, and prints
// what ran or could run. Reads {chromium, per_shape, marks, visitors: [{role, user, secret, url}]} from standard input; prints {pages, shown, findings}.
// The pages' own policy is switched off first: escaping alone must hold. Then it is on, and must have nothing to refuse.
import { readFileSync } from "node:fs";
import { launch, signedIn } from "./browser.mjs";

const task = JSON.parse(readFileSync(0, "utf8"));
const findings = [];
let pages = 0;
let shown = 0;

/// `/persons/per_0123…` as `/persons/{}`.
const shape = (path) => path.split("?")[0].split("/").map((part) => (/^([a-z]{3}_[0-9a-f]{32}|\d+)$/.test(part) ? "{}" : part)).join("/");

/// What of a page came from a text and does something: handlers, scripts, frames, addresses that run or lead elsewhere.
function active() {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    const tag = element.localName;
    const own = tag === "script" && /^\/assets\/(passkey|keys|drafts|htmx\.min)\.js\?/.test(element.getAttribute("src") ?? "");
    if (["script", "iframe", "object", "embed", "base", "style", "marquee", "video", "audio"].includes(tag) && !own) found.push(tag);
    if (tag === "meta" && element.httpEquiv) found.push(`meta ${element.httpEquiv}`);
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "srcdoc" || name === "style") found.push(`${tag} ${name}`);
      if (["href", "src", "action", "formaction", "xlink:href", "data"].includes(name) && !/^[/#?]|^$|^data:,$|^tel:[+0-9]+$/.test(value)) found.push(`${tag} ${name}=${value}`);
    }
  }
  return { found, text: document.body.innerText, links: [...document.querySelectorAll("a[href]:not([download])")].map((link) => link.getAttribute("href")) };
}

async function listen(context, say) {
  await context.exposeBinding("ran", (_, what) => say(`ran ${what}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => globalThis.ran(`refused ${event.violatedDirective} ${event.blockedURI}`));
  });
  const page = await context.newPage();
  page.on("dialog", async (dialog) => {
    say(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("request", (request) => {
    const { pathname, host } = new URL(request.url());
    if (!pathname.startsWith("/assets/") && request.resourceType() !== "document") say(`asks for ${host}${pathname}`);
  });
  return page;
}

async function visit(browser, visitor) {
  let now = "";
  const say = (what) => findings.push(`${visitor.role} ${visitor.user} ${now}: ${what}`);
  const bare = await browser.newContext({ bypassCSP: true, ...signedIn(visitor) });
  const guarded = await browser.newContext(signedIn(visitor));
  const [open, closed] = [await listen(bare, say), await listen(guarded, say)];
  const [queue, known, seen] = [["/"], new Set(["/"]), {}];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    now = path;
    const kind = shape(path);
    seen[kind] = (seen[kind] ?? 0) + 1;
    if (seen[kind] > task.per_shape) continue;
    const asked = await bare.request.get(visitor.url + path);
    if (!(asked.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    await open.goto(visitor.url + path);
    const { found, text, links } = await open.evaluate(active);
    found.forEach(say);
    pages += 1;
    if (task.marks.some((mark) => text.includes(mark))) shown += 1;
    if (seen[kind] === 1) await closed.goto(visitor.url + path);
    for (const href of links) {
      const url = new URL(href, visitor.url);
      url.searchParams.delete("lang");
      const next = url.pathname + url.search;
      if (url.origin === new URL(visitor.url).origin && !known.has(next)) queue.push(next), known.add(next);
    }
  }
  await bare.close();
  await guarded.close();
}

/// A page that escapes nothing: everything that is listened for is heard.
async function hear(browser) {
  const heard = [];
  const context = await browser.newContext();
  const page = await listen(context, (what) => heard.push(what));
  const html = "<body><script>ran(1)</script><img src=/x onerror=\"alert(2)\"><a href='javascript:ran(3)'>a</a></body>";
  await context.route("http://planted.localhost/**", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto("http://planted.localhost/");
  const { found } = await page.evaluate(active);
  await page.waitForTimeout(100);
  await context.close();
  const wanted = ["ran 1", "dialog 2", "asks for planted.localhost/x"];
  const missed = wanted.filter((what) => !heard.includes(what));
  const tags = ["script", "img onerror", "a href=javascript:ran(3)"].filter((what) => !found.includes(what));
  if (missed.length + tags.length > 0) findings.push(`planted and not heard: ${[...missed, ...tags]}; heard ${[...heard, ...found]}`);
}

const browser = await launch(task.chromium);
await hear(browser);
for (const visitor of task.visitors) await visit(browser, visitor);
await browser.close();
console.log(JSON.stringify({ pages, shown, findings }));
