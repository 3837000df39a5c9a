/** Keeps one processor at work until it is ended. */
process.send?.('busy');
setImmediate(function work() {
  const until = Date.now() + 50;
  while (Date.now() < until);
  setImmediate(work);
});
