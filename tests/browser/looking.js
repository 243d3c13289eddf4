// Looking at a page in a real browser: phone and desktop, light and dark, with
// and without script; and what came of it.
"use strict";

const fs = require("fs");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = { phone: 390, desktop: 1280 };
let passed = 0, failed = 0;

function expect(what, good, ...rest) {
  if (good) {
    passed += 1;
  } else {
    failed += 1;
    console.log("not so: " + what, ...rest);
  }
}

// What axe-core finds; it needs a page that runs scripts.
async function judge(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run());
  const serious = found.violations.filter((one) =>
    one.impact === "serious" || one.impact === "critical");
  expect(name + ": axe-core finds nothing serious", serious.length === 0,
    serious.map((one) => one.id + " " + one.nodes[0].html));
}

// What every page must be, whatever it shows.
async function examine(page, view, name, screenshot) {
  expect(name + ": nothing is wider than the page", await page.evaluate(() =>
    document.documentElement.scrollWidth <= window.innerWidth));
  const background = await page.evaluate(() =>
    getComputedStyle(document.body).backgroundColor);
  expect(name + ": the scheme is kept", (background === "rgb(255, 255, 255)")
    === (view.scheme === "light"), background);
  if (screenshot) await page.screenshot({ path: screenshot });
  if (view.hasScript) await judge(page, name);
}

// A page of a view, whose problems are gathered: what the console says, what
// fails, dialogs, and requests to elsewhere than `home`.
async function open(browser, view, home) {
  const context = await browser.newContext({ colorScheme: view.scheme,
    javaScriptEnabled: view.hasScript, acceptDownloads: true,
    viewport: { width: WIDTHS[view.width], height: 900 } });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (one) => problems.push(one.text()));
  page.on("pageerror", (one) => problems.push(String(one)));
  page.on("dialog", (one) => { problems.push("dialog"); one.dismiss(); });
  page.on("request", (one) => {
    if (!one.url().startsWith(home)) problems.push(one.url());
  });
  return { context, page, problems };
}

// Runs look(browser, view) for each view, and ends with what came of it.
async function run(look) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"] });
  try {
    for (const width of Object.keys(WIDTHS))
      for (const scheme of ["light", "dark"])
        for (const hasScript of [true, false])
          await look(browser, { width, scheme, hasScript,
            name: `${width}, ${scheme}, ${hasScript ? "with" : "without"} `
              + "script",
            file: `${width}-${scheme}-${hasScript ? "script" : "plain"}.png` });
  } finally {
    await browser.close();
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

module.exports = { expect, examine, open, run };
