/** Whether both engines hold exactly this text: PostgreSQL knows no U+0000, and neither half a surrogate pair. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

/** Text as it is kept where it names nothing, so that what is looked for is found. */
export const storedText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd');
