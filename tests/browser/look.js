// Looks at a report, a file. node look.js REPORT SCREENSHOTS
"use strict";

const path = require("path");
const { expect, examine, open, run } = require("./looking.js");

const [report, screenshots] = process.argv.slice(2);

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

run(async (browser, view) => {
  const name = view.name;
  const { context, page, problems } = await open(browser, view, "file:");
  await page.goto("file://" + path.resolve(report));
  await examine(page, view, name, path.join(screenshots, view.file));
  if (view.hasScript) {
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
});
