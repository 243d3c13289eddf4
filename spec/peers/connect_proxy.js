// A CONNECT proxy on loopback that leads every host to the sandbox: official
// clients sign the name that they connect to, so they must believe in it.
//   node connect_proxy.js SANDBOX_PORT   prints its own port
const http = require("http");
const net = require("net");

const target = Number(process.argv[2]);
const proxy = http.createServer((request, response) => {
  response.writeHead(405).end("CONNECT only\n");
});
proxy.on("connect", (request, client, head) => {
  const server = net.connect(target, "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    server.write(head);
    server.pipe(client);
    client.pipe(server);
  });
  const end = () => {
    server.destroy();
    client.destroy();
  };
  server.on("error", end);
  client.on("error", end);
});
proxy.listen(0, "127.0.0.1", () => console.log(proxy.address().port));
