// What Python has written at a stop of a driver's sheet, while its state does not show it yet: a connection can end between
// the answer and the state, and what was ticked must not look undone.

const sheetWritten = () => {
  const written = new Map(); // stop -> its version after that, and the values
  return {
    keep: (stop, version, values) => written.set(stop, { version, values: { ...written.get(stop)?.values, ...values } }),
    // What is shown over what the state says of a stop.
    over: ({ id, version }) => {
      if (written.get(id)?.version <= version) written.delete(id);
      return written.get(id)?.values ?? {};
    },
  };
};
