// Looks at a report in a real browser: phone and desktop, light and dark, with
// and without script. node look.js REPORT SCREENSHOTS
"use strict";

const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [report, screenshots] = process.argv.slice(2);
let passed = 0, failed = 0;

function expect(what, good, ...rest) {
  if (good) {
    passed += 1;
  } else {
    failed += 1;
    console.log("not so: " + what, ...rest);
  }
}

const WIDTHS = { phone: 390, desktop: 1280 };

async function judge(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run());
  const serious = found.violations.filter((one) =>
    one.impact === "serious" || one.impact === "critical");
  expect(name + ": axe-core finds nothing serious", serious.length === 0,
    serious.map((one) => one.id + " " + one.nodes[0].html));
}

async function useTable(page, name) {
  const table = page.locator("table.long");
  const rows = table.locator("tbody tr");
  const all = Number((await page.locator("#resources [role=status]")
    .textContent()).match(/of (\d+)$/)[1]);
  expect(name + ": a page has 50 rows", await rows.count() === 50);
  const filter = page.locator("#resources input");
  await filter.fill("alert(1)");
  expect(name + ": a filter finds one", await rows.count() === 1);
  await filter.fill("no such thing");
  expect(name + ": or none", await rows.count() === 0);
  await filter.fill("");
  // by keyboard
  const cost = table.locator("th button").last();
  await cost.focus();
  await page.keyboard.press("Enter");
  const least = await rows.first().locator("td").last().textContent();
  await page.keyboard.press("Enter");
  const most = await rows.first().locator("td").last().textContent();
  const number = (text) => Number(text.replace(/,/g, ""));
  expect(name + ": sorted by cost", number(least) < number(most),
    least, most);
  expect(name + ": which is said", await table.locator("th").last()
    .getAttribute("aria-sort") === "descending");
  await page.locator("#resources button", { hasText: "Next" }).click();
  expect(name + ": the next page", (await page.locator(
    "#resources [role=status]").textContent()) === "51 to 100 of " + all);
}

async function look(browser, width, scheme, hasScript) {
  const name = `${width}, ${scheme}, ${hasScript ? "with" : "without"} script`;
  const context = await browser.newContext({ colorScheme: scheme,
    javaScriptEnabled: hasScript,
    viewport: { width: WIDTHS[width], height: 900 } });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (one) => problems.push(one.text()));
  page.on("pageerror", (one) => problems.push(String(one)));
  page.on("dialog", (one) => { problems.push("dialog"); one.dismiss(); });
  page.on("request", (one) => {
    if (!one.url().startsWith("file:")) problems.push(one.url());
  });
  await page.goto("file://" + path.resolve(report));
  expect(name + ": nothing is wider than the page", await page.evaluate(() =>
    document.documentElement.scrollWidth <= window.innerWidth));
  const background = await page.evaluate(() =>
    getComputedStyle(document.body).backgroundColor);
  expect(name + ": the scheme is kept", (background === "rgb(255, 255, 255)")
    === (scheme === "light"), background);
  await page.screenshot({ path: path.join(screenshots,
    `${width}-${scheme}-${hasScript ? "script" : "plain"}.png`) });
  if (hasScript) {
    await judge(page, name);
    await useTable(page, name);
  } else {
    expect(name + ": all rows are there", await page.locator(
      "table.long tbody tr").count() > 1000);
  }
  const details = page.locator("details").first();
  await details.locator("summary").click();
  expect(name + ": a pay mode can be opened",
    await details.locator("table").isVisible());
  expect(name + ": nothing complains", problems.length === 0, problems);
  await context.close();
}

(async () => {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"] });
  try {
    for (const width of Object.keys(WIDTHS))
      for (const scheme of ["light", "dark"])
        for (const hasScript of [true, false])
          await look(browser, width, scheme, hasScript);
  } finally {
    await browser.close();
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
})();
