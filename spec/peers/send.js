// The requests of a file made by requests.lua, by the official client.
//   node send.js FILE   prints what its version lacks, and so does not send, as
//   JSON: { actions: ["Action of 2018-07-09"], parameters: { action: [name] } }
const fs = require("fs");
const sdk = require("tencentcloud-sdk-nodejs-intl-en");

const ClientProfile = require(
  "tencentcloud-sdk-nodejs-intl-en/tencentcloud/common/profile/client_profile");

const keys = new sdk.common.Credential(process.env.TENCENTCLOUD_SECRET_ID,
  process.env.TENCENTCLOUD_SECRET_KEY);
const apis = {
  billing: sdk.billing.v20180709,
  intlpartnersmgt: sdk.intlpartnersmgt.v20220928,
};
const clients = {};
for (const [service, api] of Object.entries(apis)) {
  clients[service] = new api.Client(keys, "",
    new ClientProfile("TC3-HMAC-SHA256"));
}

const lacking = { actions: [], parameters: {} };

function call(name, { service, action, params }) {
  const request = new apis[service].Models[action + "Request"]();
  const unknown = Object.keys(params).filter((key) => !(key in request));
  if (unknown.length > 0) lacking.parameters[name] = unknown;
  request.from_json_string(JSON.stringify(params));
  return new Promise((resolve, reject) => {
    clients[service][action](request,
      (error, response) => (error ? reject(error) : resolve(response)));
  });
}

async function main() {
  for (const one of JSON.parse(fs.readFileSync(process.argv[2], "utf8"))) {
    const client = clients[one.service];
    const name = `${one.action} of ${client.apiVersion}`;
    if (client[one.action]) {
      await call(name, one);
    } else if (!lacking.actions.includes(name)) {
      lacking.actions.push(name);
    }
  }
  console.log(JSON.stringify(lacking));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
