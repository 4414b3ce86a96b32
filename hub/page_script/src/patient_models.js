// anywidget gives a model two seconds to have its script, and afterwards refuses every message to the model, for as long as
// the page stands. A script that comes by its address takes as long as the line and the machine need: the seconds begin
// when it is there, or cannot be fetched.

// A signal that is aborted so many milliseconds after the script is there; ``timeout`` makes one that counts from now on.
// Not once the model is closed, which can be before its script is there: nobody waits for it, and it would be called an error.
const afterScript = (model, address, milliseconds, timeout) => {
  const over = new AbortController();
  let isClosed = false;
  model.once("destroy", () => { isClosed = true; });
  const begin = () => timeout(milliseconds).addEventListener("abort", () => isClosed || over.abort());
  // Later than anywidget itself asks for it, so that it has the script first.
  queueMicrotask(() => import(address).then(begin, begin));
  return over.signal;
};

const madePatient = (AnyModel) =>
  class extends AnyModel {
    initialize(attributes, ...more) {
      const { timeout } = AbortSignal;
      const script = attributes._esm;
      const now = (milliseconds) => timeout.call(AbortSignal, milliseconds);
      if (/^https?:/.test(script)) AbortSignal.timeout = (milliseconds) => afterScript(this, script, milliseconds, now);
      try {
        super.initialize(attributes, ...more);
      } finally {
        AbortSignal.timeout = timeout;
      }
    }
  };

const patient = new WeakMap(); // package -> its class, made once

// The class of anywidget's models, with that patience.
export const patientModel = (anywidget) => {
  if (!patient.has(anywidget)) patient.set(anywidget, madePatient(anywidget.AnyModel));
  return patient.get(anywidget);
};
