// Loaded into the proxy before its own code (node --require): what it refuses or sends elsewhere before it looks for a
// route. CLIENTINFO_LABORATORY_ORIGIN and CLIENTINFO_STAFF_ORIGIN are set where analysts have a JupyterLab.
"use strict";
const http = require("http");
const net = require("net");

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
