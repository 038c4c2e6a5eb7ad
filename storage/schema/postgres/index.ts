import type { Migrations } from '../migrate';
import * as logAndCases from './0001-log-and-cases';

export const postgresMigrations: Migrations = { '0001-log-and-cases': logAndCases };
