export { definitionFormats } from './formats';
