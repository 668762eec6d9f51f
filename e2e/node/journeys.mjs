// The main journey of each desk by keyboard alone, in both languages, with scripts and without; nothing here moves a mouse.
// Reads {chromium, visitors: {moderator, analyst, inspector, officer}} from standard input, each {url, user, secret}; prints what each journey ended
// on, and every complaint.
import { readFileSync } from "node:fs";
import { launch, open, signedIn } from "./browser.mjs";
import { openFirst, press, sendForm, tabTo } from "./keyboard.mjs";

const task = JSON.parse(readFileSync(0, "utf8"));
const findings = [];
const ends = [];

const journeys = {
  async moderator(page, go, scripted) {
    await go("/hits?state=open");
    await openFirst(page, scripted);
    await sendForm(page, "textarea[name=reason]", "comparado con la ficha", "button[value=dismiss]");
  },
  async analyst(page, go, scripted) {
    await go("/reports");
    const number = (await page.locator("main table tbody a[href]").first().innerText()).replaceAll(/\D/g, "");
    if (scripted) await page.keyboard.press("/");
    else await tabTo(page, "input[name=q]");
    await page.keyboard.type(number);
    if (scripted) await page.waitForURL((url) => url.searchParams.get("q") === number);
    else await press(page, "Enter");
    if ((await page.locator("main table tbody tr").count()) !== 1) throw new Error(`not one report is ${number}`);
    if (scripted) await page.evaluate(() => document.activeElement.blur());
    await openFirst(page, scripted);
  },
  async inspector(page, go, scripted) {
    await go("/operations");
    if (scripted) {
      await page.keyboard.press("?");
      if (!(await page.locator("dialog#shortcuts").isVisible())) throw new Error("`?` shows nothing");
      await page.keyboard.press("Escape");
    }
    await sendForm(page, "input[name=name]", `Ejercicio ${ends.length}`, "form:has(input[name=name]) button");
    if (scripted) await chooseByKey(page);
  },
  async officer(page, go, scripted) {
    await go("/assignments");
    await openFirst(page, scripted);
    await tabTo(page, "details#withdraw-outcome > summary");
    await page.keyboard.press("Enter");
    await sendForm(page, "#withdraw-outcome textarea", "se anotó por error", "#withdraw-outcome button");
    await tabTo(page, "input[name=code]");
    // not the first one, an arrest, which this person's list does not hold
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await tabTo(page, "input[name=at]");
    await page.locator("input[name=at]").fill("2020-12-28T09:00");
    await tabTo(page, "form:has(input[name=at]) button:not([formaction])");
    await press(page, "Enter");
  },
};

/// Of what may go into the new operation the second is chosen by j and x, and by x no more; then the page is as it was.
async function chooseByKey(page) {
  const operation = page.url();
  await page.goto(operation.replace("?", "/add-subjects?"));
  const second = page.locator("fieldset > .choice > input[type=checkbox]").nth(1);
  for (const [keys, is] of [["jjx", true], ["x", false]]) {
    for (const key of keys) await page.keyboard.press(key);
    if ((await second.isChecked()) !== is) throw new Error(`${keys} leaves a choice ${is ? "open" : "made"}`);
  }
  await page.goto(operation);
}

const browser = await launch(task.chromium);
for (const [who, visitor] of Object.entries(task.visitors)) {
  for (const [lang, scripted] of [["es", true], ["en", false]]) {
    const complain = (what) => findings.push({ who, lang, scripted, what });
    const { context, page } = await open(browser, visitor, { javaScriptEnabled: scripted, ...signedIn(visitor) }, complain);
    page.setDefaultTimeout(20_000);
    const go = (path) => page.goto(`${visitor.url}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
    try {
      await journeys[who](page, go, scripted);
      const status = page.locator(".notice.good[role=status]").first();
      ends.push({
        who, lang, scripted, path: new URL(page.url()).pathname, page_lang: await page.locator("html").getAttribute("lang"),
        told: (await status.count()) > 0 ? await status.innerText() : "",
      });
    } catch (error) {
      complain(`${error.message.split("\n")[0]}; ${(await page.locator("main").innerText().catch(() => "")).slice(0, 300)}`);
    }
    await context.close();
  }
}
await browser.close();
console.log(JSON.stringify({ findings, ends }));
