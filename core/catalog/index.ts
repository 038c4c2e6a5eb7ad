export { definitionFormats } from './formats';
export { checkPinnedVersion } from './pinnedVersion';
