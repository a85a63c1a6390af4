/** How many bars a chart asks for at once. */
export const usualPage = 1_000;
/** The same with the cap on what a chart holds lifted. */
export const liftedPage = 10_000;
