/** Name of a checklist as an evaluation says it, without the version that a saved one has: `Closing v2` is `Closing`. */
export const checklistTitle = (checklist: string): string => checklist.replace(/ v\d+$/, '');
