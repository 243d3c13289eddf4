// Did the official client send what ours did, value for value?
//   node same_requests.js THEIRS OURS LACKING   the first two by record.js, the
//   last by send.js
const { isDeepStrictEqual } = require("util");
const fs = require("fs");

// By action and version: the bodies in the order in which they came.
function read(file) {
  const bodies = new Map();
  for (const line of fs.readFileSync(file, "utf8").trimEnd().split("\n")) {
    const { action, version, body } = JSON.parse(line);
    const name = `${action} of ${version}`;
    bodies.set(name, [...bodies.get(name) || [], JSON.parse(body)]);
  }
  return bodies;
}

// What the client of package.json's version does not know.
const LACKING_ACTIONS = 22, LACKING_PARAMETERS = 10;

const [theirs, ours] = process.argv.slice(2, 4).map(read);
const lacking = JSON.parse(fs.readFileSync(process.argv[4], "utf8"));
let passed = 0, failed = 0;

function expect(what, holds) {
  if (holds) {
    passed++;
  } else {
    failed++;
    console.log(`not so: ${what}`);
  }
}

function without(names, body) {
  return Object.fromEntries(Object.entries(body)
    .filter(([name]) => !names.includes(name)));
}

function compare(name, bodies, others) {
  expect(`${name}: two requests of each`,
    bodies.length === 2 && others.length === 2);
  bodies.forEach((body, i) => {
    const known = without(lacking.parameters[name] || [], body);
    expect(`${name}, request ${i + 1}:\n  ours    ${JSON.stringify(known)}\n`
      + `  theirs  ${JSON.stringify(others[i])}`,
    isDeepStrictEqual(known, others[i]));
  });
}

for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
  if (lacking.actions.includes(name)) continue;
  compare(name, ours.get(name) || [], theirs.get(name) || []);
}
const parameters = Object.values(lacking.parameters).flat();
expect(`${LACKING_ACTIONS} actions and ${LACKING_PARAMETERS} parameters are `
  + "left out, and no more", lacking.actions.length <= LACKING_ACTIONS
  && parameters.length <= LACKING_PARAMETERS && ours.size === 111);
console.log(`${ours.size} actions asked, of which the official client lacks `
  + `${lacking.actions.length}: left out`);
for (const name of lacking.actions) console.log("  " + name);
for (const [name, unknown] of Object.entries(lacking.parameters)) {
  console.log(`it lacks parameters of ${name}: left out: `
    + unknown.join(", "));
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
