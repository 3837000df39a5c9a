/** Pixels; known before the chart itself is loaded. */
export const RELIABILITY_HEIGHT = 300;
