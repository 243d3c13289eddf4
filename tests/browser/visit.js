// Visits the page of costs that the service serves, in each of its states.
// node visit.js SERVICE_URL CONTROL_URL SCREENSHOTS
"use strict";

const fs = require("fs");
const path = require("path");
const { expect, examine, open, run } = require("./looking.js");

const [service, control, screenshots] = process.argv.slice(2);

const MONTH = "2023-08";
const ROWS = "DescribeBillResourceSummaryForOrganization";

// Months that nobody asked for, so that no answer to them can be known.
let months = 0;
function freshMonth() {
  months += 1;
  return `${2020 + Math.floor(months / 12)}-`
    + String(months % 12 + 1).padStart(2, "0");
}

async function faults(rules) {
  const answer = await fetch(control + "faults", { method: "PUT",
    body: JSON.stringify(rules) });
  if (!answer.ok) throw new Error(await answer.text());
}

// A state: what the cloud does, what is asked, and what the page must say.
const STATES = {
  loading: { rules: [{ kind: "latency", ms: 8000, action: ROWS }],
    isOnce: true, status: 202, title: "The bill is being read" },
  "not-ready": { rules: [{ kind: "not_ready" }], status: 503,
    title: "The bill is not ready yet" },
  denied: { rules: [{ kind: "code", code: "UnauthorizedOperation" }],
    status: 502, title: "These keys may not read this bill" },
  refused: { rules: [{ kind: "code", code: "AuthFailure.SecretIdNotFound" }],
    status: 502, title: "The keys of this service are refused" },
  broken: { rules: [{ kind: "wrong_json" }], status: 502,
    title: "The API could not be reached" },
  wrong: { rules: [], query: "?month=2023-13", status: 400,
    title: "This can't be shown" },
};

const visited = {}; // the months of states

async function visitState(page, view, name, state) {
  const month = !state.isOnce && visited[name] || freshMonth();
  visited[name] = month;
  await faults(state.rules);
  const answer = await page.goto(service + "/"
    + (state.query || "?month=" + month));
  const what = view.name + ", " + name;
  expect(what + ": the status", answer.status() === state.status,
    answer.status());
  expect(what + ": the title", (await page.locator("h2").first()
    .textContent()) === state.title, await page.locator("h2").first()
    .textContent());
  await examine(page, view, what, path.join(screenshots,
    name + "-" + view.file));
  await faults([]);
}

// A month that is slow is shown by itself, also without script.
async function awaitBill(page, view) {
  await faults([{ kind: "latency", ms: 2500, action: ROWS }]);
  await page.goto(service + "/?month=" + freshMonth());
  expect(view.name + ": it is being read", await page.locator("progress")
    .count() === 1);
  await page.locator("#months").waitFor({ timeout: 30000 });
  expect(view.name + ": and then shown", await page.locator("progress")
    .count() === 0);
  await faults([]);
}

async function chooseResources(page, view) {
  const status = page.locator("#resources [role=status]");
  const rows = page.locator("#resources tbody tr");
  await page.locator("#q").fill("redis");
  await page.locator("#resources button", { hasText: "Find" }).click();
  const found = Number((await status.textContent()).match(/of (\d+)$/)[1]);
  expect(view.name + ": a filter finds some", found > 10 && found < 1000,
    found);
  expect(view.name + ": each has it", (await rows.allTextContents())
    .every((text) => text.toLowerCase().includes("redis")));
  await page.locator("#resources th a", { hasText: "Cost" }).click();
  await page.locator("#resources th a", { hasText: "Cost" }).click();
  const cost = async (row) => Number((await row.locator("td").last()
    .textContent()).replace(/,/g, ""));
  expect(view.name + ": sorted by cost, the least first",
    await cost(rows.first()) < await cost(rows.last()));
  expect(view.name + ": which is said", await page.locator("#resources th")
    .last().getAttribute("aria-sort") === "ascending");
  await page.locator("#resources a", { hasText: "Next" }).click();
  expect(view.name + ": the next page", (await status.textContent())
    === `51 to ${Math.min(100, found)} of ${found}`);
  return found;
}

// What is on screen is what is in the file.
async function saveTable(page, view, id, count) {
  const [download] = await Promise.all([page.waitForEvent("download"),
    page.locator(`#${id} .csv a`).click()]);
  const lines = fs.readFileSync(await download.path(), "utf8").trim()
    .split("\r\n").slice(1);
  expect(`${view.name}: ${id} as CSV has all rows`, lines.length === count,
    lines.length, count);
  const amounts = await page.locator(`#${id} tbody td.amount:last-child`)
    .allTextContents();
  const saved = lines.map((line) => Number(line.match(/,([\d.-]*)$/)[1]));
  expect(`${view.name}: ${id}, digit by digit`, amounts.every((text) =>
    text === "-" || saved.includes(Number(text.replace(/[,+]/g, "")))),
    amounts);
}

async function visitPage(page, view) {
  await page.goto(service + "/?month=" + MONTH);
  await page.locator("#months").waitFor({ timeout: 30000 });
  await examine(page, view, view.name, path.join(screenshots,
    "page-" + view.file));
  await saveTable(page, view, "products", await page.locator(
    "#products tbody tr").count());
  const found = await chooseResources(page, view);
  await saveTable(page, view, "resources", found);
  await page.locator("#month").selectOption("2023-08");
  await page.locator("form button", { hasText: "Show" }).click();
  expect(view.name + ": a month is chosen", page.url().includes(
    "month=2023-08"), page.url());
  const details = page.locator("#pay-modes details").first();
  await details.locator("summary").click();
  expect(view.name + ": a pay mode can be opened",
    await details.locator("table").isVisible());
}

run(async (browser, view) => {
  const { context, page, problems } = await open(browser, view, service);
  await visitPage(page, view);
  await awaitBill(page, view);
  expect(view.name + ": nothing complains", problems.length === 0, problems);
  // a browser's console tells of each status that is a failure
  for (const [name, state] of Object.entries(STATES))
    await visitState(page, view, name, state);
  const others = problems.filter((one) => !/status of [45]/.test(one));
  expect(view.name + ": nothing else complains", others.length === 0, others);
  await context.close();
});
