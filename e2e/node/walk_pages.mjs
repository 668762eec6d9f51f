// Walks every page that somebody can reach by links, in both languages, narrow and wide, and prints what is wrong with it.
// Reads {chromium, screenshots, visitors: [{role, user, secret, url, whole}]} from standard input. Whole visits look at more pages of a
// shape. The first page of every shape is judged by html-validate and axe-core, and shot where screenshots are asked for.
// Without JavaScript throughout, except for axe-core, which is JavaScript itself.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AXE, launch, open, signedIn } from "./browser.mjs";
import { invalid } from "./validate.mjs";

const LANGUAGES = ["en", "es"];
/// The walk is the longest test there is: screens of four thousand pixels are looked at in the long run.
const WIDTHS = process.env.AMPARO_LONG ? [320, 1440, 3840] : [320, 1440];
/// What is shot: every page in both of these widths and both of these themes.
const SHOT_WIDTHS = [360, 1440];
const THEMES = ["light", "dark"];
/// So large may a page be without its pictures, in bytes.
const MOST_BYTES = 100_000;
/// Pages of one shape, such as those of persons, that a whole visit looks at. Others look at the first only.
const PAGES_PER_SHAPE = process.env.AMPARO_LONG ? 4 : 2;
/// Pages of one shape that a whole visit reads for links to what nobody has seen yet: of five subjects one may be the only one with a veto.
const READ_PER_SHAPE = 24;
/// The same of a list in its other orders and filters: the first may be an empty one.
const LISTS_READ_PER_SHAPE = 6;
const AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const task = JSON.parse(readFileSync(0, "utf8"));
const findings = [];
const visited = {};
/// Shapes of a role that were judged already, whoever opened them: `police /persons/{}`.
const judged = new Set();
if (task.screenshots) mkdirSync(task.screenshots, { recursive: true });

/// `/persons/per_0123…` as `/persons/{}`: an id, a number.
function shape(path) {
  // a review is named by the kind of its object as well
  const parts = path.split("?")[0].replace(/^(\/reviews\/)[a-z_]+\//, "$1{}/").replace(/^(\/(?:hash-lists|senders)\/|\/reports\/[^/]+\/recipients\/)[^/]+/, "$1{}").split("/");
  return parts.map((part) => (/^([a-z]{3}_[0-9a-f]{32}|\d+)$/.test(part) ? "{}" : part)).join("/");
}

/// Address within the role without language and fragment; null if it leads elsewhere.
function within(visitor, href) {
  const url = new URL(href, visitor.url);
  if (url.origin !== new URL(visitor.url).origin) return null;
  url.searchParams.delete("lang");
  return url.pathname + url.search;
}

function inLanguage(path, lang) {
  return `${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;
}

/// What can be seen of a page at its present width.
function look() {
  const root = document.documentElement;
  const overflow = root.scrollWidth - root.clientWidth;
  // who is to blame is asked of every element and all above it, so only where something is wrong
  const wide = overflow <= 0 ? [] : [...document.querySelectorAll("body *")].filter((element) => {
    for (let parent = element; parent; parent = parent.parentElement) {
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(parent).overflowX)) return false;
    }
    return element.getBoundingClientRect().right > root.clientWidth + 1;
  });
  return {
    lang: root.lang, title: document.title, headings: document.querySelectorAll("h1").length, overflow,
    wide: wide.slice(-2).map((element) => element.outerHTML.slice(0, 120)),
    links: [...document.querySelectorAll("a[href]:not([download])")].map((link) => link.getAttribute("href")),
    languages: [...document.querySelectorAll(".languages a[hreflang]")].map((link) => link.getAttribute("href")),
  };
}

async function visit(visitor, browser) {
  let now = {};
  const complain = (what) => findings.push({ ...now, what });
  const plain = await open(browser, visitor, { javaScriptEnabled: false, ...signedIn(visitor) }, complain);
  const scripted = await open(browser, visitor, signedIn(visitor), complain);
  // half a megabyte, which the browser keeps instead of being sent it for each page
  await scripted.context.addInitScript({ content: AXE });
  const limit = visitor.whole ? PAGES_PER_SHAPE : 1;
  const queue = ["/"];
  const known = new Set(queue);
  const shapes = new Set(queue);
  const goOn = (next) => {
    if (known.has(next)) return;
    queue.push(next);
    known.add(next);
    shapes.add(shape(next));
  };
  const seen = {};
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const kind = shape(path);
    now = { role: visitor.role, user: visitor.user, path };
    seen[kind] = (seen[kind] ?? 0) + 1;
    if (seen[kind] > limit) {
      const isRead = visitor.whole && seen[kind] <= (path.includes("?") ? LISTS_READ_PER_SHAPE : READ_PER_SHAPE);
      const links = isRead ? await linksOf(plain.context, visitor, path, complain) : [];
      links.filter((next) => !shapes.has(shape(next))).forEach(goOn);
      continue;
    }
    // a shape that somebody else opened already is looked at once more, small and in one language: what differs is who looks
    const isNew = !judged.has(`${visitor.role} ${kind} ${LANGUAGES[0]}`);
    // it is a page then, unless its query asks for a file
    if ((isNew || path.includes("?")) && !(await isPage(plain.context, visitor, path, complain))) continue;
    for (const lang of isNew ? LANGUAGES : LANGUAGES.slice(0, 1)) {
      now = { ...now, lang };
      const response = await plain.page.goto(visitor.url + inLanguage(path, lang));
      if (response.status() !== 200) complain(`answers ${response.status()}`);
      const isFirst = !judged.has(`${visitor.role} ${kind} ${lang}`);
      judged.add(`${visitor.role} ${kind} ${lang}`);
      if (isFirst) await judgeDocument(await response.text(), complain);
      for (const width of isNew ? WIDTHS : WIDTHS.slice(0, 1)) {
        now = { ...now, width };
        await plain.page.setViewportSize({ width, height: 900 });
        const sight = await plain.page.evaluate(look);
        judge(sight, lang, complain);
        for (const href of sight.links) {
          const next = within(visitor, href);
          if (href.startsWith("tel:")) continue;
          if (next === null) complain(`leads to another host: ${href}`);
          else goOn(next);
        }
      }
      if (isFirst && task.screenshots) await shoot(plain.page, visitor, kind, lang);
      if (isFirst) {
        // axe-core is slow: it sees a page narrow and dark in Spanish, wide and light in English
        const [width, theme] = lang === "es" ? [WIDTHS[0], "dark"] : [WIDTHS[1], "light"];
        now = { ...now, width, theme };
        await runAxe(scripted.page, visitor.url + inLanguage(path, lang), width, theme, complain);
      }
      now = { role: visitor.role, user: visitor.user, path };
    }
  }
  visited[visitor.role] = [...new Set([...(visited[visitor.role] ?? []), ...Object.keys(seen)])].sort();
  await plain.context.close();
  await scripted.context.close();
  return Object.values(seen).reduce((sum, count) => sum + Math.min(count, limit), 0);
}

/// Whether a link answers 200 in the end, and is a page to look at (not a file to save).
async function isPage(context, visitor, path, complain) {
  const response = await context.request.get(visitor.url + path);
  if (response.status() !== 200) complain(`a link leads here and it answers ${response.status()}`);
  return response.status() === 200 && (response.headers()["content-type"] ?? "").startsWith("text/html");
}

/// Where a page leads within its role, without a browser that shows it.
async function linksOf(context, visitor, path, complain) {
  const response = await context.request.get(visitor.url + path);
  if (response.status() !== 200) complain(`a link leads here and it answers ${response.status()}`);
  if (!(response.headers()["content-type"] ?? "").startsWith("text/html")) return [];
  const links = (await response.text()).match(/<a [^>]*>/g) ?? [];
  const hrefs = links.filter((link) => !/ download[\s=>]/.test(link)).map((link) => / href="([^"]*)"/.exec(link)?.[1]);
  const plain = (href) => href.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(code)).replaceAll("&amp;", "&");
  return hrefs.filter((href) => href && !href.startsWith("tel:")).map((href) => within(visitor, plain(href))).filter((next) => next !== null);
}

function judge(sight, lang, complain) {
  if (sight.lang !== lang) complain(`lang="${sight.lang}"`);
  if (sight.title.trim() === "" || sight.headings !== 1) complain(`title "${sight.title}", ${sight.headings} h1`);
  if (sight.overflow > 0) complain(`overflows by ${sight.overflow} px: ${sight.wide.join(" | ")}`);
  if (sight.languages.length !== LANGUAGES.length - 1) complain(`links to ${sight.languages.length} other languages`);
}

async function judgeDocument(html, complain) {
  for (const fault of await invalid(html)) complain(`html: ${fault}`);
  const bytes = Buffer.byteLength(html);
  if (bytes > MOST_BYTES) complain(`has ${bytes} bytes`);
}

async function shoot(page, visitor, kind, lang) {
  const name = kind.replaceAll("{}", "one").replaceAll(/[^a-z]+/g, "-").replace(/-$/, "") || "-home";
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    for (const width of SHOT_WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const file = `${visitor.role}${name}-${lang}-${theme}-${width}.png`;
      await page.screenshot({ path: join(task.screenshots, file), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null });
}

async function runAxe(page, address, width, theme, complain) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: theme });
  await page.goto(address);
  const options = { runOnly: AXE_RULES, resultTypes: ["violations"] };
  const { violations } = await page.evaluate((rules) => globalThis.axe.run(document, rules), options);
  for (const { id, impact, help, nodes } of violations) {
    const target = nodes.slice(0, 3).map((node) => `${node.target} ${node.html.slice(0, 120)}`).join(" | ");
    complain(`axe ${id} (${impact}): ${help}: ${target}`);
  }
}

const began = Date.now();
const browser = await launch(task.chromium);
let pages = 0;
// Two at a time: the machine has few cores, and pages wait for the roles.
const visitors = [...task.visitors];
await Promise.all([0, 1].map(async () => {
  for (let visitor = visitors.shift(); visitor; visitor = visitors.shift()) pages += await visit(visitor, browser);
}));
await browser.close();
console.log(JSON.stringify({ pages, visited, findings, seconds: (Date.now() - began) / 1000 }));
