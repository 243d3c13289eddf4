// A cloud that writes down what it is asked, and answers next to nothing: a
// TLS server on loopback, with no rates.
//   node record.js CERTIFICATE KEY FILE   prints its port
// FILE gets a line of JSON a request: { action, version, body }.
const fs = require("fs");
const https = require("https");

const [certificate, key, file] = process.argv.slice(2);
const out = fs.openSync(file, "w");
const ANSWER = JSON.stringify({ Response: { RequestId: "r" } });

const server = https.createServer({
  cert: fs.readFileSync(certificate), key: fs.readFileSync(key),
}, (request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    fs.writeSync(out, JSON.stringify({
      action: request.headers["x-tc-action"],
      version: request.headers["x-tc-version"],
      body: Buffer.concat(parts).toString("utf8"),
    }) + "\n");
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(ANSWER);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
