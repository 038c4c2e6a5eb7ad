export { foldCases as up } from '../foldCases';
