export { captureParts, type Captured, type CapturedPart, type CaptureRules, type Keep } from './captureParts';
export { defaultHiddenFields, hideSecrets } from './hideSecrets';
export { hiddenMark } from './hideText';
