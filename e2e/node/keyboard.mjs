// A desk worked at by keyboard alone; nothing here moves a mouse.
const MOST_TABS = 250;
/// Of the choices of one list, such as that of provinces.
const MOST_CHOICES = 100;

/// Tabs on until what has the focus fits; says so when nothing ever does.
export async function tabTo(page, selector) {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no Tab leads to ${selector} on ${page.url()}`);
}

export async function press(page, key) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

/// Tabs to a link or button, and uses it.
export async function follow(page, selector) {
  await tabTo(page, selector);
  await press(page, "Enter");
}

/// Tabs to a field and types into it, after what it may hold already.
export async function type(page, field, text) {
  await tabTo(page, field);
  await page.keyboard.press("End");
  await page.keyboard.type(text);
}

/// Types into a field and presses the button of its form.
export async function sendForm(page, field, text, button) {
  await type(page, field, text);
  await follow(page, button);
}

/// Ticks a box, if it is not ticked already.
export async function tick(page, box) {
  await tabTo(page, box);
  if (!(await page.evaluate(() => document.activeElement.checked))) await page.keyboard.press("Space");
}

/// Chooses one of several by the arrow keys: a radio button, or a line of a list.
export async function choose(page, name, value) {
  await tabTo(page, `input[name=${name}], select[name=${name}]`);
  if (await page.evaluate(() => document.activeElement.type === "radio")) await page.keyboard.press("Space");
  for (let choices = 0; choices < MOST_CHOICES; choices += 1) {
    if ((await page.evaluate(() => document.activeElement.value)) === value) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`no arrow leads to ${value} of ${name} on ${page.url()}`);
}

/// The first row of the list: by j where there are scripts, by Tab where there are none.
export async function openFirst(page, scripted) {
  if (scripted) await page.keyboard.press("j");
  else await tabTo(page, "main table tbody a[href]");
  await press(page, "Enter");
}
