// Whole pieces of work by keyboard alone, one desk after the other, in both languages, with scripts and without.
// Reads {chromium, visitors: {desk: {url, user, secret}}, stages, works: [{lang, scripted, …}]} from standard input; `stages` are names of those
// below, which each work goes through in this order, those on a slow line last, and what else a work holds is what its stages need. Prints where
// each stage ended, what the page told there, and every complaint.
import { readFileSync } from "node:fs";
import { launch, open, signedIn } from "./browser.mjs";
import { choose, follow, openFirst, sendForm, tabTo, tick, type } from "./keyboard.mjs";

const task = JSON.parse(readFileSync(0, "utf8"));
const findings = [];
const ends = [];
/// A provincial unit's line: 64 kbit/s both ways, and 600 ms until anything comes.
const SLOW = { offline: false, latency: 600, downloadThroughput: 8_000, uploadThroughput: 8_000 };
/// So long may somebody on such a line wait for any page, in milliseconds; the first page of a unit has half of it by its size.
const MOST_MS = 10_000;

/// The button that sends the form with this field, and not the one that keeps a draft.
const sends = (field) => `form:has([name=${field}]) button:not([formaction])`;

async function told(page) {
  const status = page.locator(".notice.good[role=status]").first();
  return (await status.count()) > 0 ? status.innerText() : "";
}

/// Stops the journey where nothing says that the step before was done.
async function mustTell(page) {
  if ((await told(page)) === "") throw new Error(`nothing says that it was done on ${page.url()}`);
}

/// What each stage needs: at which desk it is, whether its line is slow, and what is done there.
const stages = {
  inbox: {
    desk: "inspector",
    async work(page, { go, to, work }) {
      await go("/");
      await follow(page, to("/subjects"));
      await follow(page, to(`/subjects/${work.subject}`));
      await follow(page, to(`/subjects/${work.subject}/explanation`));
      await follow(page, ".crumbs a");
      await follow(page, to(`/subjects/${work.subject}/ask`));
      await sendForm(page, "input[name=legal_basis]", "Auto 21/2020 (ejemplo)", sends("legal_basis"));
    },
  },
  identify: {
    desk: "inspector",
    async work(page, { go, to, work }) {
      await go(`/subjects/${work.subject}`);
      await follow(page, to(`/subjects/${work.subject}/identify`));
      await type(page, "input[name=given_name]", work.given);
      await type(page, "input[name=family_name]", work.family);
      await choose(page, "birth_kind", "day");
      await tabTo(page, "input[name=birth_day]");
      // how a day is typed hangs on the browser's own language
      await page.locator("input[name=birth_day]").fill("2004-03-09");
      await choose(page, "residence_province", work.unit);
      await tick(page, "input[name=act_ids]");
      await choose(page, "place", "unknown");
      await sendForm(page, "textarea[name=grounds]", "la línea y la entrevista con la familia coinciden", sends("grounds"));
      await mustTell(page);
      await follow(page, 'main a[href^="/persons/per_"]');
      await choose(page, "unit", work.unit);
      await sendForm(page, "textarea[name=release_reason]", "vive donde acaba la línea", sends("release_reason"));
    },
  },
  approve: {
    desk: "second",
    async work(page, { go, to }) {
      const approve = 'form[action*="/approve"] button';
      await go("/");
      await follow(page, to("/approvals"));
      await follow(page, approve);
      if ((await page.locator(approve).count()) > 0) throw new Error("what was approved waits still");
    },
  },
  outcome: {
    desk: "officer",
    isSlow: true,
    async work(page, { go, to, work }) {
      await go("/");
      await follow(page, to("/assignments"));
      const own = new RegExp(`${work.given[0]}\\S*\\s+${work.family[0]}`);
      const row = page.locator("main table tbody tr").filter({ hasText: own }).locator("a[href]").first();
      await follow(page, `main a[href="${await row.getAttribute("href")}"]`);
      await follow(page, 'form[action*="/accept"] button');
      await choose(page, "code", "heard_without_arrest");
      await tabTo(page, "input[name=at]");
      await page.locator("input[name=at]").fill("2020-12-28T09:00");
      await follow(page, sends("at"));
      work.assignment = new URL(page.url()).pathname;
    },
  },
  file: {
    desk: "officer",
    isSlow: true,
    async work(page, { go, work }) {
      await go(work.assignment);
      await follow(page, 'main article.person a[href^="/persons/per_"]');
      await follow(page, 'main a[href*="/prosecutor-file?"]');
      await sendForm(page, "input[name=officer_number]", "12345", sends("officer_number"));
      await mustTell(page);
      for (const part of ["origin", "facts", "identification", "protection", "request"]) {
        await type(page, `textarea[name=part_${part}]`, " (ejercicio)");
      }
      await follow(page, 'form[action*="/parts"] button');
      await mustTell(page);
      await type(page, "input[name=office]", "Fiscalía de Menores (ejemplo)");
      await type(page, "input[name=procedure_number]", "DP 17/2020");
      await sendForm(page, "input[name=authorization]", "auto 3/2020", 'form[action*="/issue"] button');
      await mustTell(page);
      await type(page, "input[name=receipt]", "R-77");
      await sendForm(page, "input[name=at]", "2020-12-28T10:00", 'form[action*="/receipt"] button');
    },
  },
  first_day: {
    desk: "moderator",
    async work(page, { go, to, scripted }) {
      await go("/");
      // the pages of a group are shown once the reader is in it
      await follow(page, to("/hash-lists"));
      await follow(page, to("/duties"));
      await follow(page, `main ${to("/practice")}`);
      await follow(page, 'form[action*="/practice"] button');
      await mustTell(page);
      await follow(page, to("/"));
      await follow(page, to("/queue"));
      await openFirst(page, scripted);
      await tick(page, "input[name=upload]");
      await sendForm(page, "textarea[name=reason]", "comparado con la ficha", "button[value=confirm]");
      await mustTell(page);
      await follow(page, to("/reports"));
      await openFirst(page, scripted);
    },
  },
  bad_night: {
    desk: "other_moderator",
    async work(page, { go, to, scripted }) {
      await go("/");
      await follow(page, to("/clusters"));
      await openFirst(page, scripted);
      await type(page, "textarea[name=reason]", "un solo archivo conocido, reenviado");
      await tick(page, "input[name=viral]");
      await follow(page, "button[value=confirm]");
      await mustTell(page);
      await follow(page, to("/appeals"));
      await openFirst(page, scripted);
      await sendForm(page, "textarea[name=reason]", "la ficha de la lista es la misma", "button[value=rejected]");
    },
  },
};

/// Slows the line of a page down, and complains of every page that comes too late.
async function slowDown(context, page, complain) {
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", SLOW);
  page.on("response", async (response) => {
    if (response.request().resourceType() !== "document") return;
    // of a page that was left before it had come nothing is said
    const failed = await response.finished().catch((error) => error);
    const { responseEnd } = response.request().timing();
    if (failed === null && responseEnd > MOST_MS) complain(`${response.url()} takes ${Math.round(responseEnd)} ms on a slow line`);
  });
}

const browser = await launch(task.chromium);

async function walk(work, name) {
  const { lang, scripted } = work;
  const { desk, isSlow, work: steps } = stages[name];
  const visitor = task.visitors[desk];
  const complain = (what) => findings.push({ stage: name, lang, scripted, what });
  const { context, page } = await open(browser, visitor, { javaScriptEnabled: scripted, ...signedIn(visitor) }, complain);
  page.setDefaultTimeout(isSlow ? 60_000 : 20_000);
  if (isSlow) await slowDown(context, page, complain);
  const go = (path) => page.goto(`${visitor.url}${path}?lang=${lang}`);
  const to = (path) => `a[href="${path}?lang=${lang}"]`;
  try {
    await steps(page, { go, to, work, scripted });
    const page_lang = await page.locator("html").getAttribute("lang");
    ends.push({ stage: name, lang, page_lang, path: new URL(page.url()).pathname, told: await told(page) });
  } catch (error) {
    const seen = await page.locator("main").innerText().catch(() => "");
    complain(`${error.message.split("\n")[0]}; ${page.url()}; ${seen.slice(0, 300)}`);
  }
  await context.close();
}

/// Those of the stages that are on a slow line, or are not, in their order.
const inOrder = (isSlow) => task.stages.filter((name) => Boolean(stages[name].isSlow) === isSlow);

for (const work of task.works) for (const name of inOrder(false)) await walk(work, name);
// on a slow line nearly all the time is waiting: the works, which have nothing to do with each other, wait together
await Promise.all(task.works.map(async (work) => {
  for (const name of inOrder(true)) await walk(work, name);
}));
await browser.close();
console.log(JSON.stringify({ findings, ends }));
