// Makes the first administrator of a node in earnest, signs in with the authenticator's codes and signs out, with JavaScript switched off;
// then axe-core looks at the pages. Reads {chromium, screenshots, url, code, now} from standard input, `now` in Unix seconds by the node's
// clock; prints {cookies, paths, findings}.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AXE, launch, open } from "./browser.mjs";
import { totp } from "./totp.mjs";

const PASSWORD = "copper-lantern-otter-42";
const task = JSON.parse(readFileSync(0, "utf8"));
const findings = [];
const paths = [];
if (task.screenshots) mkdirSync(task.screenshots, { recursive: true });

const browser = await launch(task.chromium);
const visitor = { url: task.url };
const complain = (what) => findings.push(what);
const { context, page } = await open(browser, visitor, { javaScriptEnabled: false }, complain);

/// Where the browser is, narrow and wide.
async function at(name) {
  paths.push(new URL(page.url()).pathname);
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) complain(`${name} overflows by ${overflow} px at ${width}`);
    if (task.screenshots) await page.screenshot({ path: join(task.screenshots, `${name}-${width}.png`), fullPage: true });
  }
}

const fill = (name, value) => page.locator(`main input[name=${name}]`).fill(value);
const send = () => page.locator("main form:not([data-passkey]) button").first().click();

await page.goto(`${task.url}/?lang=${task.lang}`);
await at(`${task.lang}-sign-in`);
await page.locator("main a[href^='/setup']").click();
await at(`${task.lang}-setup`);
await fill("code", task.code);
await fill("name", "alba");
await fill("password", PASSWORD);
await fill("again", PASSWORD);
await send();
await at(`${task.lang}-setup-confirm`);
const secret = (await page.locator("#secret").innerText()).replaceAll(" ", "");
if ((await page.locator(".codes li").count()) !== 10) complain("not ten recovery codes");
await fill("code", totp(secret, task.now - 30));
await send();
await at(`${task.lang}-sign-in-again`);
await fill("name", "alba");
await fill("password", PASSWORD);
await send();
await at(`${task.lang}-sign-in-code`);
await fill("code", totp(secret, task.now));
await send();
await at(`${task.lang}-home`);
const cookies = await context.cookies();
await page.locator(".who a[href^='/account']").click();
await at(`${task.lang}-account`);

// what axe-core says needs JavaScript; the session comes along
const scripted = await open(browser, visitor, {}, complain);
await scripted.context.addCookies(cookies);
for (const path of ["/sign-in", "/setup", "/account"]) {
  await scripted.page.goto(task.url + path);
  await scripted.page.evaluate(AXE);
  const { violations } = await scripted.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, impact, help } of violations) {
    if (["serious", "critical"].includes(impact)) complain(`axe ${id} (${impact}) at ${path}: ${help}`);
  }
}
await page.locator(".who form button").click();
await at(`${task.lang}-signed-out`);
await page.goto(`${task.url}/account`);
await at(`${task.lang}-refused`);
await browser.close();
console.log(JSON.stringify({ cookies, paths, findings }));
