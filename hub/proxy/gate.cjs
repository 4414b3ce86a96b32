// Loaded into the proxy before its own code (node --require): what it refuses or sends elsewhere before it looks for a
// route, and which claims it does not pass on. CLIENTINFO_LABORATORY_ORIGIN and CLIENTINFO_STAFF_ORIGIN are set where analysts
// have a JupyterLab, CLIENTINFO_PROXY_OWNERS has the numbers of the users whose proxies stand in front.
"use strict";
const fs = require("fs");
const http = require("http");
const net = require("net");
const os = require("os");

const laboratory = process.env.CLIENTINFO_LABORATORY_ORIGIN || "";
const staff = process.env.CLIENTINFO_STAFF_ORIGIN || "";
const laboratoryHost = laboratory && new URL(laboratory).hostname;

// As the proxy reads an address; it decodes without looking and answers 500, with a stack trace in its log.
function pathOf(address) {
  return decodeURIComponent(new URL(address, "http://example.com").pathname);
}

function hostOf(request) {
  return (request.headers.host || "").toLowerCase().replace(/:\d*$/, "");
}

// What a request gets instead of a route: {status, location}; null: it may pass.
function verdict(request) {
  let path;
  try {
    path = pathOf(request.url);
  } catch {
    return { status: 400 };
  }
  if (!laboratory) {
    return null;
  }
  const isLaboratory = path.replace(/^\/+/, "").split("/")[0] === "user";
  if (isLaboratory === (hostOf(request) === laboratoryHost)) {
    return null;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { status: 404 };
  }
  const at = new URL(request.url, "http://example.com");
  return { status: 302, location: (isLaboratory ? laboratory : staff) + at.pathname + at.search };
}

function headers(found) {
  const said = { "Content-Length": "0", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };
  return found.location ? { ...said, Location: found.location } : said;
}

// A user of this machine reaches us at the same address as a proxy in front. Who holds the other end of a connection, which
// Linux lists (proc(5), /proc/net/tcp), says which of them it is; what anybody else claims about a browser's address is left out.
const owners = new Set((process.env.CLIENTINFO_PROXY_OWNERS || "").split(",").filter(Boolean));
const CLAIMS = ["x-forwarded-for", "x-real-ip", "forwarded"];
const ESTABLISHED = "01";
const judged = new WeakMap();
const named = new Set();

// An address in its one spelling: of a socket, which may write IPv4 as IPv6 ...
function plain(address) {
  const text = address.replace(/^::ffff:(?=[\d.]+$)/, "").replace(/%.*/, "");
  return net.isIPv6(text) ? new URL(`http://[${text}]`).hostname : text;
}

// ... and of the table: words of 32 bits, each as the machine's own number.
function decoded(place) {
  const swap = os.endianness() === "LE";
  const words = place.match(/.{8}/g).map((word) => (swap ? word.match(/../g).reverse().join("") : word));
  const dotted = (word) => word.match(/../g).map((byte) => parseInt(byte, 16)).join(".");
  if (words.length === 1) {
    return dotted(words[0]);
  }
  const isMapped = words.slice(0, 3).join("").toLowerCase() === "0000000000000000" + "0000ffff";
  return isMapped ? dotted(words[3]) : plain(words.join("").match(/.{4}/g).join(":"));
}

// Whose the other end is; "": nobody's, null: another machine's, or not to be told on this system.
function holder(socket) {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].filter((each) => fs.existsSync(each));
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (!tables.length) {
    return null;
  }
  if (!remoteAddress) { // it has gone already
    return "";
  }
  for (const line of tables.flatMap((table) => fs.readFileSync(table, "ascii").split("\n").slice(1))) {
    const row = line.trim().split(/\s+/);
    const [end, other] = [row[1] || ":", row[2] || ":"].map((place) => place.split(":"));
    const isIt = parseInt(end[1], 16) === remotePort && parseInt(other[1], 16) === localPort
      && decoded(end[0]) === plain(remoteAddress) && decoded(other[0]) === plain(localAddress);
    if (isIt) { // closed early it has no owner, which is written as root's
      return row[3] === ESTABLISHED && row[9] !== "0" ? row[7] : "";
    }
  }
  return /^(127\.|::1$|\[::1\]$)/.test(plain(remoteAddress)) ? "" : null;
}

function leaveOutClaims(request) {
  const claims = CLAIMS.filter((name) => request.headers[name] !== undefined);
  if (!claims.length) {
    return;
  }
  const socket = request.socket;
  if (!judged.has(socket)) {
    const found = holder(socket);
    judged.set(socket, found === null || owners.has(found));
    if (found && !judged.get(socket) && !named.has(found)) {
      named.add(found); // once: it could be an operator's own proxy
      console.error(`user ${found} of this machine is not believed about browsers' addresses; [hub] trusted_proxy_users`
        + " names whose processes are proxies in front");
    }
  }
  if (!judged.get(socket)) {
    claims.forEach((name) => delete request.headers[name]);
  }
}

// A body that comes byte by byte keeps its place for five minutes by Node's own count. All that pages and forms send is
// small (files that people attach come by the pages' sockets); a notebook that JupyterLab saves can take its time.
const BODY_SECONDS = 60;

function endSlowBody(request, response) {
  const hasBody = request.headers["content-length"] || request.headers["transfer-encoding"];
  if (!hasBody || pathOf(request.url).startsWith("/user/")) {
    return;
  }
  const late = setTimeout(() => {
    if (!request.complete) {
      response.writeHead(408, { ...headers({}), Connection: "close" });
      response.end();
      request.socket.end();
      request.destroy();
    }
  }, BODY_SECONDS * 1000);
  response.once("close", () => clearTimeout(late));
}

// The supervisor keeps our ports from other users of the machine (hub/supervision/reserved_ports.py) and lets us share them.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, host, ...rest) {
  const isPlace = typeof port === "number" && typeof host === "string" && process.platform === "linux";
  return isPlace ? listen.call(this, { port, host, reusePort: true }, ...rest) : listen.call(this, port, host, ...rest);
};

// The proxy throws what goes wrong at the browser's end of a websocket (http-proxy-3, ProxyServer.onError), with a stack
// trace in its log. A browser that is gone is no error of ours; "close" follows, and ends the other side, too.
function ignoreErrors(socket) {
  const emitAll = socket.emit;
  socket.emit = function (event) {
    return event === "error" ? false : emitAll.apply(this, arguments);
  };
}

// Where a part goes away in the middle of its answer, the proxy tries to begin another one, the page for absent parts,
// which throws. What is cut must look cut to the browser: its connection ends.
const writeHead = http.ServerResponse.prototype.writeHead;
http.ServerResponse.prototype.writeHead = function () {
  return this.headersSent ? this.destroy() : writeHead.apply(this, arguments);
};

// A part that hangs up on a body that it refuses: the proxy knows ECONNRESET as no trouble of its own, but not this one.
const emitOfRequest = http.ClientRequest.prototype.emit;
http.ClientRequest.prototype.emit = function (event, error) {
  if (event === "error" && error.code === "EPIPE") {
    error.stack = String(error);
  }
  return emitOfRequest.apply(this, arguments);
};

const emit = http.Server.prototype.emit;
http.Server.prototype.emit = function (event, request, second) {
  if (event !== "request" && event !== "upgrade") {
    return emit.apply(this, arguments);
  }
  if (event === "upgrade") {
    ignoreErrors(second);
  }
  const found = verdict(request);
  if (found === null) {
    leaveOutClaims(request);
    if (event === "request") {
      endSlowBody(request, second);
    }
    return emit.apply(this, arguments);
  }
  if (event === "request") {
    second.writeHead(found.status, headers(found));
    second.end();
  } else {
    const status = found.status === 302 ? 404 : found.status;
    second.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  return true;
};
