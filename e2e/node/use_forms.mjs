// Uses the forms of the pages as staff do, with JavaScript switched off.
// Reads {chromium, package, platform, clearinghouse, police} from standard input, the roles as {url, user, secret}; prints what the
// reader sees after each form, and every complaint.
import { readFileSync } from "node:fs";
import { answering, launch, open } from "./browser.mjs";

const task = JSON.parse(readFileSync(0, "utf8"));
const findings = [];
const seen = {};
let file;
const browser = await launch(task.chromium);

async function use(name, visitor, steps) {
  const options = { javaScriptEnabled: false, ...answering(visitor) };
  const { context, page } = await open(browser, visitor, options, (what) => findings.push({ name, what }));
  await steps(page, (path) => page.goto(visitor.url + path));
  const message = await page.locator("main").innerText();
  seen[name] = { path: new URL(page.url()).pathname, lang: await page.locator("html").getAttribute("lang"), message };
  await context.close();
}

/// Fills the first form for a decision on the page.
async function decide(page, verdict) {
  const form = page.locator("form", { has: page.locator(`button[value=${verdict}]`) }).first();
  await form.locator("textarea[name=reason]").fill("comparado con la ficha");
  await form.locator(`button[value=${verdict}]`).click();
}

await use("open_file", task.platform, async (page, go) => {
  await go("/hits/next?lang=es");
  await page.locator('main a[href*="/files/"]').first().click();
  await page.locator("textarea[name=reason]").first().fill("para compararla con la ficha");
  // the file comes beside the page: the reader stays on it
  const coming = page.waitForEvent("download");
  await page.locator('form[action*="/open"] button:not([formaction])').first().click();
  file = (await coming).suggestedFilename();
  await page.reload();
});
await use("confirm_hit", task.platform, async (page, go) => {
  await go("/hits/next?lang=es");
  await decide(page, "confirm");
});
await use("dismiss_user_report", task.platform, async (page, go) => {
  await go("/user-reports/next?lang=en");
  await decide(page, "dismiss");
});
await use("hand_in_package", task.police, async (page, go) => {
  await go("/referrals?lang=es");
  await page.locator("input[name=package]").setInputFiles(task.package);
  await page.locator("form:has(input[name=package]) button").click();
});
await browser.close();
console.log(JSON.stringify({ seen, findings, file }));
