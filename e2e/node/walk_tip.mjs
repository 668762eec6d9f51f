// Goes through the public form as somebody with a phone and no scripts does, and prints what is wrong with it.
// Reads {chromium, screenshots, url, clearinghouse, receipt} from standard input. Without a receipt it tells something, in both languages, and prints the
// receipts that it was given; with one it reads what was answered.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AXE, launch, open } from "./browser.mjs";
import { invalid } from "./validate.mjs";

const task = JSON.parse(readFileSync(0, "utf8"));
const findings = [];
const receipts = [];
let pages = 0;
let answers = "";
if (task.screenshots) mkdirSync(task.screenshots, { recursive: true });
const WORDS = "me pidió fotos en el grupo de clase";

/// What every page of the form keeps to.
async function judge(page, scripted, name, lang, theme, width) {
  const complain = (what) => findings.push({ name, lang, theme, width, address: new URL(page.url()).pathname, what });
  pages += 1;
  const html = await page.content();
  for (const fault of await invalid(await sent(page))) complain(`html: ${fault}`);
  if (/<script|type="?file|<img|style=/.test(html)) complain("holds what the form never shows");
  const sight = await page.evaluate(() => ({
    first: document.querySelector("a")?.getAttribute("href"), lang: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length, overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    small: [...document.querySelectorAll("button, a.button")].filter((one) => one.getBoundingClientRect().height < 44).length,
  }));
  if (!sight.first?.startsWith("/exit")) complain(`the first link is ${sight.first}`);
  if (sight.lang !== lang || sight.headings !== 1) complain(`lang ${sight.lang}, ${sight.headings} h1`);
  if (sight.overflow > 0) complain(`overflows by ${sight.overflow} px`);
  if (sight.small > 0) complain(`${sight.small} buttons are lower than 44 px`);
  if (task.screenshots) await page.screenshot({ path: join(task.screenshots, `tip-${name}-${lang}-${theme}-${width}.png`), fullPage: true });
  // what is looked at by axe-core is the same page in a browser with scripts, since axe-core is one
  await scripted.goto(page.url());
  await scripted.evaluate(AXE);
  const { violations } = await scripted.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, help, nodes } of violations) complain(`axe ${id}: ${help}: ${nodes[0].html.slice(0, 160)}`);
}

/// The document as it came over the line.
async function sent(page) {
  return (await page.context().request.get(page.url())).text();
}

async function visit(browser, lang, theme, width, steps) {
  const visitor = { url: task.url };
  const complain = (what) => findings.push({ lang, theme, width, what });
  const options = { javaScriptEnabled: false, colorScheme: theme, viewport: { width, height: 800 } };
  const { context, page } = await open(browser, visitor, options, complain);
  const scripted = await open(browser, visitor, { ...options, javaScriptEnabled: true }, complain);
  const see = (name) => judge(page, scripted.page, name, lang, theme, width);
  await steps(page, see);
  if ((await context.cookies()).length > 0) complain("set a cookie");
  await context.close();
  await scripted.context.close();
}

/// A child tells of a group chat.
async function tell(page, see, lang) {
  await page.goto(`${task.url}/?lang=${lang}`);
  await see("start");
  await page.locator("button[value=x]").click();
  await see("danger");
  await page.locator("input[name=v][value=n]").check();
  await page.locator("form button").click();
  await see("happening");
  await page.locator("input[name=kind]").first().check();
  await page.locator("textarea[name=words]").fill(WORDS);
  await page.locator("form button").click();
  await see("places");
  await page.goBack();
  if ((await page.content()).includes(WORDS) || (await page.locator("textarea[name=words]").inputValue()) !== "") {
    findings.push({ lang, what: "Back shows what was written" });
  }
  await page.goForward();
  await page.locator('a[href*="/f"]').nth(2).click();
  await see("place");
  await page.locator("form input[type=text]").first().fill("una aplicación");
  await page.locator("form button").click();
  await see("who");
  await page.locator("input[name=own]").check();
  await page.locator("form button").click();
  await see("copy");
  await page.locator('a.button[href*="/i"]').click();
  await see("contact");
  await page.locator("input[name=receipt]").check();
  await page.locator("form button").click();
  await see("thanks");
  const receipt = (await page.locator("main").innerText()).match(/(\d{4})[\s-]*(\d{4})[\s-]*(\d{4})[\s-]*(\d{4})/);
  if (receipt) receipts.push(receipt.slice(1).join(""));
  else findings.push({ lang, what: "no receipt is shown" });
}

async function look(page, see, lang) {
  for (const [name, path] of [["advice", "/a"], ["law", "/p"], ["lines", "/k"], ["ask", "/r"]]) {
    await page.goto(`${task.url}${path}?lang=${lang}`);
    await see(name);
  }
}

async function read(page, see, lang) {
  await page.goto(`${task.url}/r?lang=${lang}`);
  await page.locator("input[name=receipt]").fill(task.receipt);
  await page.locator("form button").click();
  answers = await page.locator("main").innerText();
}

const browser = await launch(task.chromium);
for (const [lang, theme, width] of [["es", "dark", 320], ["en", "light", 1440], ["es", "light", 360]]) {
  if (task.receipt) {
    await visit(browser, lang, theme, width, (page, see) => read(page, see, lang));
    break;
  }
  await visit(browser, lang, theme, width, (page, see) => tell(page, see, lang));
  await visit(browser, lang, theme, width, (page, see) => look(page, see, lang));
}
await browser.close();
console.log(JSON.stringify({ pages, findings, receipts, answers }));
