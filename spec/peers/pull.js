// Pages of an organisation's bill by the official Node client, so many at
// once and none repeated, as it comes:
//   node pull.js PAGES AT_ONCE ROWS_A_PAGE
const sdk = require("tencentcloud-sdk-nodejs-intl-en");

const ClientProfile = require(
  "tencentcloud-sdk-nodejs-intl-en/tencentcloud/common/profile/client_profile");
const HttpProfile = require(
  "tencentcloud-sdk-nodejs-intl-en/tencentcloud/common/profile/http_profile");

const [pages, atOnce, limit] = process.argv.slice(2).map(Number);
const billing = sdk.billing.v20180709;
const client = new billing.Client(
  new sdk.common.Credential(process.env.TENCENTCLOUD_SECRET_ID,
    process.env.TENCENTCLOUD_SECRET_KEY),
  "", new ClientProfile("TC3-HMAC-SHA256", new HttpProfile()));

function page(n) {
  const request = new billing.Models
    .DescribeBillResourceSummaryForOrganizationRequest();
  request.from_json_string(JSON.stringify({ Offset: n * limit, Limit: limit,
    Month: "2023-08", NeedRecordNum: 0 }));
  return new Promise((resolve, reject) => {
    client.DescribeBillResourceSummaryForOrganization(request,
      (error, response) => (error ? reject(error) : resolve(response)));
  });
}

async function main() {
  const began = process.hrtime.bigint();
  let next = 0, good = 0, refused = 0;
  async function work() {
    while (next < pages) {
      try {
        await page(next++);
        good++;
      } catch (error) {
        if (!/RequestLimitExceeded/.test(error.code || "")) throw error;
        refused++;
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const share = 100 * good / 20 / seconds;
  console.log(`${pages} pages, Node client, ${atOnce} at once: ${good} got, `
    + `${refused} refused, ${seconds.toFixed(2)} s, ${share.toFixed(1)} % of `
    + "20 a second");
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
