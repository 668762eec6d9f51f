// The first administrator adds a passkey of Chromium's virtual authenticator (WebDriver extension of W3C Web Authentication, section 11), signs
// in with it and confirms with it. Reads {chromium, screenshots, url, code, now, lang, folder} from standard input, `now` in Unix seconds by
// the node's clock; once the file `wait` is in the folder, six minutes pass, and then there is `go`. Prints {paths, passkeys, findings}.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AXE, launch, open } from "./browser.mjs";
import { totp } from "./totp.mjs";

const PASSWORD = "copper-lantern-otter-42";
const task = JSON.parse(readFileSync(0, "utf8"));
const findings = [];
const paths = [];
if (task.screenshots) mkdirSync(task.screenshots, { recursive: true });
const complain = (what) => findings.push(what);

const browser = await launch(task.chromium);
const { context, page } = await open(browser, { url: task.url }, {}, complain);
const devtools = await context.newCDPSession(page);
await devtools.send("WebAuthn.enable");
const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
  options: {
    protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
    automaticPresenceSimulation: true,
  },
});

/// Where the browser is, narrow and wide.
async function at(name) {
  paths.push(new URL(page.url()).pathname.replace(/psk_[0-9a-f]+/, "{}"));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, impact, help } of violations) {
    if (["serious", "critical"].includes(impact)) complain(`axe ${id} (${impact}) at ${name}: ${help}`);
  }
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) complain(`${name} overflows by ${overflow} px at ${width}`);
    if (task.screenshots) await page.screenshot({ path: join(task.screenshots, `${name}-${width}.png`), fullPage: true });
  }
}

const fill = (name, value) => page.locator(`main input[name=${name}]`).fill(value);
const send = () => page.locator("main form:not([data-passkey]) button").first().click();
const passkey = () => page.locator("main form[data-passkey] button").click();
const arrive = (path) => page.waitForURL((url) => url.pathname === path);

await page.goto(`${task.url}/setup?lang=${task.lang}`);
await fill("code", task.code);
await fill("name", "alba");
await fill("password", PASSWORD);
await fill("again", PASSWORD);
await send();
const secret = (await page.locator("#secret").innerText()).replaceAll(" ", "");
await fill("code", totp(secret, task.now - 30));
await send();
await arrive("/sign-in");
await fill("name", "alba");
await fill("password", PASSWORD);
await send();
await fill("code", totp(secret, task.now));
await send();
await arrive("/");

await page.goto(`${task.url}/account?lang=${task.lang}`);
await at(`${task.lang}-account-without-passkey`);
await page.locator("main a[href^='/account/passkeys/new']").click();
await at(`${task.lang}-passkey-new`);
await fill("name", "Portátil de guardia");
await passkey();
await arrive("/account");
await at(`${task.lang}-account-with-passkey`);

await page.locator(".who form button").click();
await arrive("/sign-in");
await at(`${task.lang}-sign-in-with-passkey`);
await passkey();
await arrive("/");
paths.push("/");

await page.goto(`${task.url}/sign-in/step-up?back=%2Faccount&lang=${task.lang}`);
await at(`${task.lang}-step-up-with-passkey`);
await passkey();
await arrive("/account");
paths.push("/account");
const { credentials } = await devtools.send("WebAuthn.getCredentials", { authenticatorId });

// six minutes later the form that removes it is answered with the page of confirmation, and is done once confirmed
await page.goto(`${task.url}/account?lang=${task.lang}`);
writeFileSync(join(task.folder, "wait"), "");
while (!existsSync(join(task.folder, "go"))) await new Promise((done) => setTimeout(done, 50));
const remove = page.locator("main form[action*='/passkeys/'] button");
const asked = page.waitForResponse((response) => response.status() === 403);
await remove.click();
await asked;
await page.locator("main form[data-passkey] button").waitFor({ state: "visible" });
await at(`${task.lang}-confirm`);
await passkey();
await arrive("/account");
// the page of confirmation is a refusal, which Chromium tells on the console
const isTheQuestion = (what) => what.startsWith("403 for ") || what.includes("status of 403");
findings.splice(0, findings.length, ...findings.filter((what) => !isTheQuestion(what)));
if ((await page.locator("main form[action*='/passkeys/']").count()) !== 0) complain("a removed passkey is still listed");
paths.push(new URL(page.url()).pathname);
await browser.close();
console.log(JSON.stringify({ paths, passkeys: credentials.map(({ rpId, signCount, isResidentCredential }) => ({ rpId, signCount, isResidentCredential })), findings }));
