/** What two answers side by side take at least, pixels. */
export const OUTPUTS_HEIGHT = 320;
