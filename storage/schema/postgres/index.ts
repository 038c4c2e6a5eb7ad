import type { Migrations } from '../migrate';
import * as logAndCases from './0001-log-and-cases';
import * as evidence from './0002-evidence';
import * as definitions from './0003-definitions';
import * as subscriptions from './0004-subscriptions';
import * as triggers from './0005-triggers';
import * as caseModel from './0006-case-model';
import * as timers from './0007-timers';
import * as exceptions from './0008-exceptions';
import * as retries from './0009-retries';
import * as caseTasks from './0011-case-tasks';
import * as cheaperAppends from './0012-cheaper-appends';
import * as caseSearch from './0013-case-search';
import * as caseColumns from './0014-case-columns';
import * as timerCalendars from './0015-timer-calendars';
import * as throttles from './0016-throttles';
import * as ownerLapses from './0017-owner-lapses';
import * as timerColumns from './0018-timer-columns';
import * as redrivePace from './0020-redrive-pace';

export const postgresMigrations: Migrations = {
	'0001-log-and-cases': logAndCases,
	'0002-evidence': evidence,
	'0003-definitions': definitions,
	'0004-subscriptions': subscriptions,
	'0005-triggers': triggers,
	'0006-case-model': caseModel,
	'0007-timers': timers,
	'0008-exceptions': exceptions,
	'0009-retries': retries,
	'0011-case-tasks': caseTasks,
	'0012-cheaper-appends': cheaperAppends,
	'0013-case-search': caseSearch,
	'0014-case-columns': caseColumns,
	'0015-timer-calendars': timerCalendars,
	'0016-throttles': throttles,
	'0017-owner-lapses': ownerLapses,
	'0018-timer-columns': timerColumns,
	'0020-redrive-pace': redrivePace,
};
