// Whether a page is valid HTML, as html-validate judges it.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.AMPARO_NODE_MODULES, "here.js"));
const { HtmlValidate, StaticConfigLoader } = require("html-validate");

const judge = new HtmlValidate(new StaticConfigLoader({
  root: true,
  extends: ["html-validate:standard"],
  rules: {
    // a title names the page and the node, however long their names are
    "long-title": "off",
    // spaces that templates leave at the ends of lines are no fault of the document
    "no-trailing-whitespace": "off",
  },
}));

/// What is wrong with the document, one line each.
export async function invalid(html) {
  const { results } = await judge.validateString(html, "page.html");
  return results.flatMap(({ messages }) => messages).map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`);
}
