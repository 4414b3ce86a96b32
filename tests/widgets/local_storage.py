"""A browser's storage for scripts that run in Node.js: its keys are what is kept, its methods are not among them."""

LOCAL_STORAGE = """
globalThis.localStorage = {};
const hide = (name, value) => Object.defineProperty(localStorage, name, { enumerable: false, value });
hide("getItem", (key) => localStorage[key] ?? null);
hide("setItem", (key, value) => { localStorage[key] = value; });
hide("removeItem", (key) => { delete localStorage[key]; });
"""
