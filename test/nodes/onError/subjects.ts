import { caseSubjects } from './caseSubjects';
import { otherSubjects } from './otherSubjects';

/** Every operation of every node, with items on which it does well and on which it throws. */
export const subjects = [...caseSubjects, ...otherSubjects];
