/**
 * A text as the store can hold it: PostgreSQL knows no U+0000 and neither engine half a surrogate pair. What is kept was
 * treated alike before, so that what is looked for is found.
 */
export const storedText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd');
