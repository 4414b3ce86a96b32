// anywidget gives a model two seconds to have its script, and afterwards refuses every message to the model, for as long as
// the page stands. A script that comes by its address takes as long as the line and the machine need: the seconds begin
// when it is there, or cannot be fetched. What the kernel says to the model meanwhile waits, and holds up no other model.

// Settles when the script is there, or cannot be fetched; it is asked for later than by anywidget, which has it first.
const fetched = (address) =>
  new Promise((resolve) => {
    queueMicrotask(() => import(address).then(resolve, resolve));
  });

// A signal that is aborted so many milliseconds after that, unless the model is closed: it needs no script any more.
// ``timeout`` makes a signal that counts from now on.
const abortedAfter = (there, milliseconds, timeout, model) => {
  const over = new AbortController();
  let isClosed = false;
  model.once("destroy", () => (isClosed = true));
  there.then(() => timeout(milliseconds).addEventListener("abort", () => isClosed || over.abort()));
  return over.signal;
};

const waiting = new WeakMap(); // a model whose script is on its way -> the last message that it heard meanwhile, once done

// Messages go to the model one after the other; while they wait for its script nobody waits for them.
const inTurn = (model, handle) => {
  if (!waiting.has(model)) return handle();
  waiting.set(model, waiting.get(model).then(handle).catch((error) => console.error(error)));
  return undefined;
};

const waitFor = async (model, there) => {
  waiting.set(model, Promise.resolve());
  await there;
  for (let last = null; last !== waiting.get(model); await last) last = waiting.get(model);
  waiting.delete(model);
};

const madePatient = (AnyModel) =>
  class extends AnyModel {
    initialize(attributes, ...more) {
      const { timeout } = AbortSignal;
      const script = attributes._esm;
      const now = (milliseconds) => timeout.call(AbortSignal, milliseconds);
      if (/^https?:/.test(script)) {
        const there = fetched(script);
        AbortSignal.timeout = (milliseconds) => abortedAfter(there, milliseconds, now, this);
        waitFor(this, there);
      }
      try {
        super.initialize(attributes, ...more);
      } finally {
        AbortSignal.timeout = timeout;
      }
    }

    _handle_comm_msg(...message) {
      return inTurn(this, () => super._handle_comm_msg(...message));
    }
  };

const patient = new WeakMap(); // package -> its class, made once

// The class of anywidget's models, with that patience.
export const patientModel = (anywidget) => {
  if (!patient.has(anywidget)) patient.set(anywidget, madePatient(anywidget.AnyModel));
  return patient.get(anywidget);
};
