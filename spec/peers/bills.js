// The three bills by the official Node client, as one JSON object.
const sdk = require("tencentcloud-sdk-nodejs-intl-en");

const { Credential } = sdk.common;
const ClientProfile = require(
  "tencentcloud-sdk-nodejs-intl-en/tencentcloud/common/profile/client_profile");
const HttpProfile = require(
  "tencentcloud-sdk-nodejs-intl-en/tencentcloud/common/profile/http_profile");

const keys = new Credential(process.env.TENCENTCLOUD_SECRET_ID,
  process.env.TENCENTCLOUD_SECRET_KEY);
const profile = new ClientProfile("TC3-HMAC-SHA256", new HttpProfile());
const billing = sdk.billing.v20180709;
const partners = sdk.intlpartnersmgt.v20220928;
const bills = new billing.Client(keys, "", profile);
const customers = new partners.Client(keys, "", profile);

function call(client, models, action, params) {
  const request = new models[action + "Request"]();
  request.from_json_string(JSON.stringify(params));
  return new Promise((resolve, reject) => {
    client[action](request, (error, response) => {
      if (error) reject(new Error(`${error.code || ""} ${error.message}`));
      else resolve(JSON.parse(response.to_json_string()));
    });
  });
}

async function main() {
  const result = {
    summary: await call(bills, billing.Models,
      "DescribeBillSummaryByPayMode",
      { BeginTime: "2018-11", EndTime: "2018-11" }),
    rows: await call(bills, billing.Models,
      "DescribeBillResourceSummaryForOrganization",
      { Offset: 0, Limit: 1000, Month: "2023-08", NeedRecordNum: 1 }),
    customer: await call(customers, partners.Models,
      "DescribeCustomerBillSummary",
      { CustomerUin: 700000686592, Month: "2023-08" }),
  };
  console.log(JSON.stringify(result));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
