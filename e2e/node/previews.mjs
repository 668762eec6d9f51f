// Asks for blurred previews as a moderator does, in both languages, narrow and wide, and prints what was seen, and every complaint.
// Reads {chromium, screenshots, platform, page} from standard input: the role as {url, user, secret}, the path of a page of files.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AXE, launch, open, signedIn } from "./browser.mjs";

const task = JSON.parse(readFileSync(0, "utf8"));
const findings = [];
const seen = [];
if (task.screenshots) mkdirSync(task.screenshots, { recursive: true });
const browser = await launch(task.chromium);

/// What the page shows of pictures, and how much fine detail there is: the mean square of the difference of neighbours in a row.
function look() {
  const pictures = [...document.querySelectorAll("main img, main picture, main video, main object, main iframe")];
  const [picture] = pictures;
  if (!picture) return { pictures: 0 };
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  let [energy, grey] = [0, true];
  for (let at = 0; at < data.length; at += 4) {
    grey &&= data[at] === data[at + 1] && data[at] === data[at + 2];
    if ((at / 4) % width !== width - 1) energy += (data[at] - data[at + 4]) ** 2 / ((width - 1) * height);
  }
  const shown = picture.clientWidth;
  return { pictures: pictures.length, width, height, shown, grey, energy, alt: picture.alt };
}

async function shoot(page, name, lang, width) {
  if (task.screenshots) await page.screenshot({ path: join(task.screenshots, `preview-${name}-${lang}-${width}.png`), fullPage: true });
}

for (const lang of ["en", "es"]) {
  for (const width of [360, 1440]) {
    const complain = (what) => findings.push({ lang, width, what });
    // scripts run, for axe-core alone: the page has none
    const { context, page } = await open(browser, task.platform, { viewport: { width, height: 900 }, ...signedIn(task.platform) }, complain);
    await page.goto(`${task.platform.url}${task.page}?lang=${lang}`);
    const before = await page.evaluate(look);
    await shoot(page, "before", lang, width);
    await page.locator("textarea[name=reason]").first().fill("para ordenarla");
    await page.locator('button[formaction*="/preview"]').first().click();
    await page.locator("main img").waitFor();
    await page.waitForLoadState("load");
    const after = await page.evaluate(look);
    await shoot(page, "shown", lang, width);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, impact, help } of violations) if (["serious", "critical"].includes(impact)) complain(`axe ${id}: ${help}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) complain(`overflows by ${overflow} px`);
    await page.reload();
    const again = await page.evaluate(look);
    await shoot(page, "again", lang, width);
    seen.push({ lang, width, before, after, again, said: await page.locator("main .notice").first().innerText() });
    await context.close();
  }
}
await browser.close();
console.log(JSON.stringify({ seen, findings }));
