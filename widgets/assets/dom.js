// Small things that the page's parts share; put in front of their modules.

const element = (tag, className, ...content) => {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
};

const icon = (name, className = "ci-icon ci-icon--lg") => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
};

const button = (className, ...content) => {
  const made = element("button", className, ...content);
  made.type = "button";
  return made;
};

const uniqueId = (name) => `ci-${name}-${Math.random().toString(36).slice(2)}`;

// Copy what stands in a field. Without https there is no clipboard interface: then the old way, over the marked text.
const copyTyped = async (input) => {
  input.select();
  if (navigator.clipboard) await navigator.clipboard.writeText(input.value);
  else document.execCommand("copy");
};

// Of a command or a draft: nobody else has it.
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// What the publishing service gave the page. In JupyterLab there is a config as well, without our keys.
const pageConfig = () => {
  try {
    return JSON.parse(document.getElementById("jupyter-config-data").textContent);
  } catch { return {}; }
};

// The Hub's login wants it for questions, too: a page of another site must not ask in the user's name.
const xsrfToken = () => window.ci_xsrf_token?.() ?? document.cookie.match("\\b_xsrf=([^;]*)")?.[1] ?? "";

// Ask the publishing service; null where none is there, or where it cannot answer: the page works without.
const askService = async (path) => {
  const { baseUrl } = pageConfig();
  if (!baseUrl) return null;
  try {
    const answer = await fetch(`${baseUrl}${path}`, {
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      headers: { "X-XSRFToken": xsrfToken() },
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
};
