/** Why kept data cannot be used: what was seen, where, and what a person can do. Nothing was changed by finding out. */
export const damaged = (place: string, seen: string, cause?: unknown): Error =>
  new Error(
    `${place} is damaged: ${seen}; put back a copy of the folder, or forget all that was kept with npm start -- --reset`,
    { cause },
  );
