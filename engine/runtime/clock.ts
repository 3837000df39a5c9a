/** Port: monotonic milliseconds. Below the rim nobody asks the time in another way. */
export type Clock = () => number;
