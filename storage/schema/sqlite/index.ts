import type { Migrations } from '../migrate';
import * as logAndCases from './0001-log-and-cases';

export const sqliteMigrations: Migrations = { '0001-log-and-cases': logAndCases };
